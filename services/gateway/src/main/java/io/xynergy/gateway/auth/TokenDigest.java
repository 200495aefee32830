package io.xynergy.gateway.auth;

import java.nio.ByteBuffer;

/** SHA-256 of a token: names it without being of use to anybody who reads memory. */
record TokenDigest(long a, long b, long c, long d) {

    static TokenDigest of(byte[] sha256) {
        var longs = ByteBuffer.wrap(sha256);
        return new TokenDigest(
                longs.getLong(0), longs.getLong(8), longs.getLong(16), longs.getLong(24));
    }

    /** Any part of a digest is as good as all of it. */
    @Override
    public int hashCode() {
        return (int) a;
    }
}
