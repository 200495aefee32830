package io.xynergy.crm.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Makes cursors and takes them back.
 *
 * <p>A cursor is a position with the time at which it was made and the fingerprint of the query
 * that it belongs to, signed: clients can neither make one up nor use it for another query.
 */
public final class Cursors {

    /** How long a cursor is good for. */
    public static final Duration LIFE = Duration.ofHours(24);

    private static final byte FORM = 1;
    private static final int HEAD = 1 + Short.BYTES + Long.BYTES + Long.BYTES + 1 + 2 * Long.BYTES;
    private static final int SIGNATURE = 16;
    private static final int LONGEST = 4000;
    private static final long SKEW_SECONDS = 60;
    private static final String ALGORITHM = "HmacSHA256";

    private final CursorKeys keys;
    private final InstantSource clock;

    public Cursors(CursorKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What a text is as a cursor. */
    public sealed interface Reading {

        /** One of ours. */
        record Valid(Position position) implements Reading {}

        /**
         * None that may be used.
         *
         * @param reason for the client
         */
        record Refused(String reason) implements Reading {}
    }

    /** The fingerprint of a query, from all that has to stay the same from page to page. */
    public static long fingerprint(String query) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(query.getBytes(UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The cursor for the page after the position. */
    public String write(Position position, long fingerprint) {
        SigningKeys signing = keys.get();
        byte[] key = position.key().getBytes(UTF_8);
        ByteBuffer cursor =
                ByteBuffer.allocate(HEAD + key.length + SIGNATURE)
                        .put(FORM)
                        .putShort((short) signing.current())
                        .putLong(clock.instant().getEpochSecond())
                        .putLong(fingerprint)
                        .put((byte) position.kind())
                        .putLong(position.id().getMostSignificantBits())
                        .putLong(position.id().getLeastSignificantBits())
                        .put(key);
        cursor.put(sign(signing.currentKey(), cursor.array(), cursor.position()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor.array());
    }

    /** Reads a cursor that came with a query of the given fingerprint. */
    public Reading read(String text, long fingerprint) {
        byte[] bytes = decoded(text);
        if (bytes.length < HEAD + SIGNATURE || bytes[0] != FORM) {
            return new Reading.Refused("is not a cursor of this service");
        }
        var cursor = ByteBuffer.wrap(bytes, 1, bytes.length - 1 - SIGNATURE);
        SecretKey key = keys.get().all().get((int) cursor.getShort());
        if (key == null || !isSigned(key, bytes)) {
            return new Reading.Refused("is not a cursor of this service");
        }
        long age = clock.instant().getEpochSecond() - cursor.getLong();
        if (age < -SKEW_SECONDS || age > LIFE.toSeconds()) {
            return new Reading.Refused(
                    "is older than %d hours; begin again without it".formatted(LIFE.toHours()));
        }
        if (cursor.getLong() != fingerprint) {
            return new Reading.Refused(
                    "belongs to a query with other filters, another order or another tenant");
        }
        char kind = (char) cursor.get();
        var id = new UUID(cursor.getLong(), cursor.getLong());
        return new Reading.Valid(new Position(kind, UTF_8.decode(cursor).toString(), id));
    }

    private static byte[] decoded(String text) {
        try {
            return text.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private static boolean isSigned(SecretKey key, byte[] cursor) {
        int end = cursor.length - SIGNATURE;
        return MessageDigest.isEqual(
                sign(key, cursor, end), Arrays.copyOfRange(cursor, end, cursor.length));
    }

    private static byte[] sign(SecretKey key, byte[] cursor, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(cursor, 0, length);
            return Arrays.copyOf(mac.doFinal(), SIGNATURE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
