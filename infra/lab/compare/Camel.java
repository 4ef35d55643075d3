import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dataformat.csv.CsvDataFormat;
import org.apache.camel.impl.DefaultCamelContext;

/** {@code Camel EXPRESSION IN OUT}: a streaming split of a CSV, each record through the JSONata component. */
public final class Camel {
    public static void main(String[] arguments) throws Exception {
        var json = new ObjectMapper();
        try (var context = new DefaultCamelContext();
                var out = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[2])), 1 << 20);
                var in = new FileInputStream(arguments[1])) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    var csv = new CsvDataFormat();
                    csv.setUseMaps(true);
                    csv.setUseOrderedMaps(true);
                    csv.setLazyLoad(true);
                    from("direct:file")
                            .unmarshal(csv)
                            .split(body())
                            .streaming()
                            .process(exchange ->
                                    exchange.getMessage().setBody(json.writeValueAsString(exchange.getMessage().getBody())))
                            .to("jsonata:file:" + Path.of(arguments[0]).toAbsolutePath() + "?inputType=JsonString&outputType=JsonString")
                            .process(exchange -> {
                                out.write(exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8));
                                out.write('\n');
                            });
                }
            });
            context.start();
            context.createProducerTemplate().sendBody("direct:file", in);
        }
    }
}
