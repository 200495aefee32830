package io.xynergy.gateway.auth;

import io.xynergy.gateway.http.Buffers;
import io.xynergy.policy.compiled.AuthConfig;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of one configuration, of which only hashes are known.
 *
 * <p>A value is {@code k_}, eight hexadecimal digits by which it is found and {@code _} with 64
 * more. All of it is hashed and compared in constant time; an unknown id costs the same.
 */
public final class ApiKeys {

    /** No key at all. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    /**
     * What services see in {@code X-Xynergy-Issuer}, a name that no issuer of a policy can have.
     */
    public static final String ISSUER = "ApiKeys";

    /** The day of a use that is not noted. */
    static final long NO_DAY = -1;

    private static final Pattern VALUE_ID = Pattern.compile("k_[0-9a-f]{8}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int ID = 2;
    private static final int ID_END = ID + 8;
    private static final int LENGTH = ID_END + 1 + 64;

    /** Nothing has this hash. */
    private static final byte[] NOBODYS = new byte[32];

    /** In the order of their ids, of which several may be the same. */
    private final Value[] values;

    private final int[] ids;

    /** One value of a key that is valid. */
    private static final class Value {
        private final String key;
        private final AuthConfig.KeyHash hash;
        private final int id;
        private final byte[] sha256;
        private final Principal caller;

        /** Written by any request, once a day as a rule; 0: never. */
        private volatile long lastDay;

        Value(String key, AuthConfig.KeyHash hash, Principal caller) {
            if (!VALUE_ID.matcher(hash.id()).matches()
                    || !SHA256.matcher(hash.sha256()).matches()) {
                throw new IllegalArgumentException(
                        "API key value \"%s\" has no id of k_ and eight hexadecimal digits, or no hash"
                                .formatted(hash.id()));
            }
            this.key = key;
            this.hash = hash;
            this.id = HexFormat.fromHexDigits(hash.id().substring(ID));
            this.sha256 = HexFormat.of().parseHex(hash.sha256());
            this.caller = caller;
        }

        void usedAt(long day) {
            if (day != NO_DAY && lastDay != day) {
                lastDay = day;
            }
        }
    }

    /**
     * When a value was used.
     *
     * @param key name of the key
     * @param id the public part of the value
     * @param lastUsed a day in UTC; null: not since the process began
     */
    public record Use(String key, String id, @Nullable LocalDate lastUsed) {}

    private ApiKeys(List<Value> values) {
        this.values = values.toArray(Value[]::new);
        this.ids = values.stream().mapToInt(value -> value.id).toArray();
    }

    /**
     * The keys of a configuration.
     *
     * @param old what is known of when values were used goes on
     */
    static ApiKeys of(List<AuthConfig.ApiKey> keys, ApiKeys old) {
        List<Value> values = new ArrayList<>();
        for (AuthConfig.ApiKey key : keys) {
            var claims =
                    new Principal.Claims(
                            key.name(), key.tenant(), Names.of(), new Names(key.scopes(), true));
            var caller = new Principal(ISSUER, claims, IdentityLines.of(ISSUER, claims));
            for (AuthConfig.KeyHash hash : key.hashes()) {
                values.add(new Value(key.name(), hash, caller));
            }
        }
        values.sort(Comparator.comparingInt(value -> value.id));
        var made = new ApiKeys(values);
        made.follow(old);
        return made;
    }

    private void follow(ApiKeys old) {
        for (Value value : values) {
            for (int i = old.first(value.id); i < old.ids.length && old.ids[i] == value.id; i++) {
                if (old.values[i].hash.equals(value.hash)) {
                    value.lastDay = old.values[i].lastDay;
                }
            }
        }
    }

    /** Whether a text has the form of a key's value. */
    public static boolean hasForm(byte[] bytes, int start, int end) {
        return end - start == LENGTH
                && bytes[start] == 'k'
                && bytes[start + 1] == '_'
                && bytes[start + ID_END] == '_'
                && isHex(bytes, start + ID, start + ID_END)
                && isHex(bytes, start + ID_END + 1, end);
    }

    /** Whether a value of a key stands anywhere in a text. */
    public static boolean isIn(byte[] bytes, int start, int end) {
        for (int i = start; i + LENGTH <= end; i++) {
            if (bytes[i] == 'k' && hasForm(bytes, i, i + LENGTH)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (!(b >= '0' && b <= '9' || b >= 'a' && b <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whose value a text is, which has the form of one; null: nobody's.
     *
     * @param day today in UTC, in days since 1970, or {@link #NO_DAY}
     */
    @Nullable Principal find(byte[] bytes, int start, int end, Buffers buffers, long day) {
        byte[] sha256 = buffers.sha256(bytes, start, end);
        int id = 0;
        for (int i = start + ID; i < start + ID_END; i++) {
            id = id << 4 | Character.digit(bytes[i], 16);
        }
        int at = first(id);
        Value found = null;
        do {
            Value value = at < ids.length && ids[at] == id ? values[at] : null;
            boolean same = MessageDigest.isEqual(sha256, value == null ? NOBODYS : value.sha256);
            found = same && value != null ? value : found;
            at++;
        } while (at < ids.length && ids[at] == id);
        if (found == null) {
            return null;
        }
        found.usedAt(day);
        return found.caller;
    }

    /** Where the values with an id begin, or would. */
    private int first(int id) {
        int at = Arrays.binarySearch(ids, id);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && ids[at - 1] == id) {
            at--;
        }
        return at;
    }

    /** When each value was used, by the order of their ids. */
    public List<Use> uses() {
        return Arrays.stream(values)
                .map(value ->
                        new Use(
                                value.key,
                                value.hash.id(),
                                value.lastDay == 0 ? null : LocalDate.ofEpochDay(value.lastDay)))
                .toList();
    }
}
