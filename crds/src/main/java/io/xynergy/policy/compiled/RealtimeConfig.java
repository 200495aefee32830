package io.xynergy.policy.compiled;

/** The Socket.IO stream that the gateway serves itself. */
public record RealtimeConfig(
        String path,
        int maxPerUser,
        int maxTotal,
        long maxAgeMillis,
        long pingIntervalMillis,
        long pingTimeoutMillis,
        long maxMessage) {}
