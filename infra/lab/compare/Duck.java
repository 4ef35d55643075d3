import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;

/** {@code Duck SQL IN OUT THREADS}: the statement of a file, over a file, into a file. */
public final class Duck {
    public static void main(String[] arguments) throws Exception {
        var sql = Files.readString(Path.of(arguments[0])).replace("$IN", arguments[1]).replace("$OUT", arguments[2]);
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("SET threads = " + Integer.parseInt(arguments[3]));
            statement.execute(sql);
        }
    }
}
