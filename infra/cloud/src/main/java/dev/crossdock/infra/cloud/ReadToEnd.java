package dev.crossdock.infra.cloud;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.gaul.shaded.org.eclipse.jetty.server.Server;

/**
 * Reads what a refused request still sends before it is answered. S3Proxy answers a failed condition or a key that cannot be with the body
 * unread, Jetty then cuts the connection, and a sender still at it sees a failure of the network instead of the refusal. Thread-safe.
 */
final class ReadToEnd implements Filter {
    /** S3Proxy offers no way to add a filter; a version without this field fails at the start, not in a request. */
    static void in(S3Proxy proxy) throws ReflectiveOperationException {
        var field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        for (var context : ((Server) field.get(proxy)).getDescendants(ServletContextHandler.class))
            context.addFilter(new FilterHolder(new ReadToEnd()), "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
            @Override
            public void setStatus(int status) {
                if (status >= 400) readAway(request);
                super.setStatus(status);
            }
        });
    }

    private static void readAway(ServletRequest request) {
        try {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
