package io.xynergy.crm.store;

import io.xynergy.crm.paging.SigningKeys;
import io.xynergy.kit.database.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys of cursors in the database. */
public final class CursorKeyTable {

    private static final String READ =
            """
            select id, key, created_at < now() - interval '2 minutes' from crm.cursor_key
            order by id desc
            """;

    private CursorKeyTable() {}

    private record Row(int id, SecretKey key, boolean known) {}

    /** All keys; the newest that every replica knows by now signs. */
    public static SigningKeys read(Transaction transaction) throws SQLException {
        List<Row> rows =
                transaction.query(
                        READ,
                        row ->
                                new Row(
                                        row.getInt(1),
                                        new SecretKeySpec(row.getBytes(2), "HmacSHA256"),
                                        row.getBoolean(3)));
        if (rows.isEmpty()) {
            throw new SQLException("crm.cursor_key is empty");
        }
        int current = rows.stream().filter(Row::known).findFirst().orElseGet(rows::getLast).id();
        Map<Integer, SecretKey> keys = rows.stream().collect(Collectors.toMap(Row::id, Row::key));
        return new SigningKeys(current, keys);
    }
}
