package dev.crossdock.infra.local;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Met by a class that opens a connection, or asks a name server, by itself. */
final class WaysOut extends ArchCondition<JavaClass> {
    private static final Set<String> CLASSES = Set.of(
            "java.net.Socket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            "java.net.InetSocketAddress",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "javax.net.SocketFactory",
            "javax.net.ssl.SSLSocketFactory",
            "org.apache.sshd.client.SshClient");

    private static final List<PackageMatcher> CLIENTS = Stream.of(
                    "java.net.http..",
                    "org.apache.hc..",
                    "org.apache.http..",
                    "io.vertx..",
                    "io.netty..",
                    "reactor.netty..",
                    "okhttp3..",
                    "javax.naming..",
                    "jakarta.ws.rs.client..",
                    "jakarta.mail..")
            .map(PackageMatcher::of)
            .toList();

    /** The parts of HttpCore that open connections themselves. */
    private static final List<PackageMatcher> OPENING = Stream.of(
                    "org.apache.hc.client5..",
                    "org.apache.hc.core5.http.impl.bootstrap..",
                    "org.apache.hc.core5.reactor..")
            .map(PackageMatcher::of)
            .toList();

    private static final Map<String, Set<String>> CALLS = Map.of(
            "java.net.URL",
            Set.of("openStream", "openConnection", "getContent"),
            "java.net.InetAddress",
            Set.of("getByName", "getAllByName", "isReachable"));

    /** What each of them may: it is the gate, or goes through it. */
    private static final Map<String, Set<String>> MAY = Map.of(
            "dev.crossdock.web.Dial", CLASSES,
            "dev.crossdock.web.Lines", Set.of("java.net.Socket"),
            "dev.crossdock.web.Names", Set.of("java.net.InetAddress"),
            "dev.crossdock.web.Networks", Set.of("java.net.InetAddress"),
            "dev.crossdock.web.AllowList", Set.of("java.net.InetAddress"),
            // What has come in, not what goes out.
            "dev.crossdock.functions.http.Claims", Set.of("io.vertx.core.http.HttpServerRequest"),
            "dev.crossdock.functions.http.Guard", Set.of("io.vertx.core.http.HttpServerRequest"),
            // A conversation on a connection that Dial has opened.
            "dev.crossdock.engine.Smtp", Set.of("java.net.Socket"),
            // Connects to the address that AllowList has answered.
            "dev.crossdock.functions.pullfiles.SftpFolder",
                    Set.of("org.apache.sshd.client.SshClient", "java.net.InetSocketAddress"));

    WaysOut() {
        super("open connections");
    }

    @Override
    public void check(JavaClass one, ConditionEvents events) {
        var may = MAY.getOrDefault(one.getName().replaceAll("\\$.*", ""), Set.of());
        for (var dependency : one.getDirectDependenciesFromSelf()) {
            var to = dependency.getTargetClass();
            boolean client =
                    in(CLIENTS, to) && !(inTheGate(one) && in(List.of(PackageMatcher.of("org.apache.hc..")), to));
            boolean out = CLASSES.contains(to.getName()) || client || in(OPENING, to);
            if (out && !may.contains(to.getName())) found(one, dependency.getDescription(), events);
        }
        for (var call : one.getMethodCallsFromSelf()) {
            var owner = call.getTargetOwner().getName();
            boolean out = CALLS.getOrDefault(owner, Set.of())
                    .contains(call.getTarget().getName());
            if (out && !may.contains(owner)) found(one, call.getDescription(), events);
        }
        for (var reference : one.getMethodReferencesFromSelf()) {
            var owner = reference.getTargetOwner().getName();
            boolean out = CALLS.getOrDefault(owner, Set.of())
                    .contains(reference.getTarget().getName());
            if (out && !may.contains(owner)) found(one, reference.getDescription(), events);
        }
    }

    private static boolean inTheGate(JavaClass one) {
        return one.getPackageName().equals("dev.crossdock.web");
    }

    private static boolean in(List<PackageMatcher> packages, JavaClass one) {
        return packages.stream().anyMatch(matcher -> matcher.matches(one.getPackageName()));
    }

    private static void found(JavaClass one, String what, ConditionEvents events) {
        events.add(SimpleConditionEvent.satisfied(one, what + ". Go through web.Http, or web.Egress and web.Dial."));
    }
}
