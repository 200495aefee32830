package io.xynergy.kit.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements that take effect together or not at all.
 *
 * <p>Arguments may be null or of the types that JDBC knows, and {@link Instant}, {@link Json} and
 * arrays of text, uuid, Instant, Json and whole numbers.
 */
public final class Transaction {

    private final Connection connection;
    private final SlowStatements slow;

    Transaction(Connection connection, SlowStatements slow) {
        this.connection = connection;
        this.slow = slow;
    }

    /** All rows of a query; the query bounds how many they are. */
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        long begin = slow.now();
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(reader.read(rows));
            }
            return values;
        } finally {
            slow.ended(sql, begin);
        }
    }

    /** The first row of a query, if it has one. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        List<T> rows = query(sql, reader, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** Changes rows; returns how many. */
    public int update(String sql, @Nullable Object... arguments) throws SQLException {
        long begin = slow.now();
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        } finally {
            slow.ended(sql, begin);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object[] arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                bind(statement, i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object argument)
            throws SQLException {
        switch (argument) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case Json json -> statement.setObject(index, json.text(), Types.OTHER);
            case Object[] array ->
                    statement.setArray(index, connection.createArrayOf(type(array), texts(array)));
            default -> statement.setObject(index, argument);
        }
    }

    /** The server's type of an array's elements. */
    private static String type(Object[] array) {
        return switch (array.getClass().getComponentType().getSimpleName()) {
            case "String" -> "text";
            case "UUID" -> "uuid";
            case "Instant" -> "timestamptz";
            case "Json" -> "jsonb";
            case "Integer" -> "int4";
            case "Long" -> "int8";
            default -> throw new IllegalArgumentException("no array of " + array.getClass());
        };
    }

    private static @Nullable Object[] texts(@Nullable Object[] array) {
        @Nullable Object[] texts = new @Nullable Object[array.length];
        for (int i = 0; i < array.length; i++) {
            texts[i] =
                    switch (array[i]) {
                        case null -> null;
                        case Json json -> json.text();
                        case Integer number -> number;
                        case Long number -> number;
                        case Object other -> other.toString();
                    };
        }
        return texts;
    }
}
