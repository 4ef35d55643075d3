package dev.crossdock.infra.cloud;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The databases of the embedded cloud, written ahead (a log beside the file): a write costs a third of what it costs with SQLite's own
 * default, which makes, syncs and deletes a file for each. What was answered survives a kill -9.
 */
final class Sqlite {
    private Sqlite() {}

    /** Address of a database that is written ahead; a database that is busy is waited for. */
    static String url(Path file) {
        return "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=20000";
    }

    /** Makes a database one that is written ahead, whoever opens it from now on; makes the file where it is missing. */
    static void ahead(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection(url(file));
                var statement = connection.createStatement()) {
            // The mode is kept in the file's first page; a new file gets one by this.
            statement.execute("PRAGMA user_version = 0");
        }
    }
}
