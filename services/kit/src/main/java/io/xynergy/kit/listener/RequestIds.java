package io.xynergy.kit.listener;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Ids that tell requests apart in responses and logs; they are no secret. */
public final class RequestIds {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:=+/-]{1,128}");

    private RequestIds() {}

    /** A new one. */
    public static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** The given one, if logs and headers can carry it; else a new one. */
    public static String orNext(String given) {
        return WELL_FORMED.matcher(given).matches() ? given : next();
    }
}
