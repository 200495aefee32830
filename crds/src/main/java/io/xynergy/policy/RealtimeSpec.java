package io.xynergy.policy;

import java.time.Duration;

/** The Socket.IO stream that the gateway serves itself. */
public record RealtimeSpec(
        String path,
        @Default("5") int maxPerUser,
        @Default("1000") int maxTotal,
        @Default("5m") Duration maxAge,
        @Default("25s") Duration pingInterval,
        @Default("60s") Duration pingTimeout,
        @Default("1M") ByteSize maxMessage) {}
