package io.xynergy.gateway;

/** Whether a gateway stops, which whoever asks for its readiness sees. */
final class Stopping {

    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
