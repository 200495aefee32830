package io.xynergy.kit.admin;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids that tell requests to the admin listener apart; they are no secret. */
final class RequestIds {

    private RequestIds() {}

    static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
