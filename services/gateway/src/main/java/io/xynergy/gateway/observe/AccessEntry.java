package io.xynergy.gateway.observe;

import org.jspecify.annotations.Nullable;

/**
 * What the access log says about one request; one object is filled again for each request.
 *
 * <p>Slices are read by {@link AccessLog.Shard#append} and not kept. The path is given without its
 * query, which may hold secrets.
 */
public final class AccessEntry {

    private static final byte[] NONE = new byte[0];

    long epochMillis;
    byte[] requestId = NONE;
    int requestIdStart;
    int requestIdEnd;
    byte[] method = NONE;
    int methodStart;
    int methodEnd;
    byte[] path = NONE;
    int pathStart;
    int pathEnd;
    int status;
    long bytesIn;
    long bytesOut;
    long durationMicros;
    long upstreamMicros;
    int retries;
    @Nullable LogText client;
    @Nullable LogText protocol;
    @Nullable LogText route;
    @Nullable LogText endpoint;
    @Nullable LogText failure;
    @Nullable LogText user;
    @Nullable LogText tenant;

    /** Forgets the last request. */
    public AccessEntry clear() {
        requestId(NONE, 0, 0).method(NONE, 0, 0).path(NONE, 0, 0);
        epochMillis = 0;
        status = 0;
        retries = 0;
        bytesIn = 0;
        bytesOut = 0;
        durationMicros = 0;
        upstreamMicros = 0;
        client = null;
        protocol = null;
        route = null;
        endpoint = null;
        failure = null;
        user = null;
        tenant = null;
        return this;
    }

    /** When the request began. */
    public AccessEntry time(long newEpochMillis) {
        epochMillis = newEpochMillis;
        return this;
    }

    /** The request's id. */
    public AccessEntry requestId(byte[] bytes, int start, int end) {
        requestId = bytes;
        requestIdStart = start;
        requestIdEnd = end;
        return this;
    }

    /** The method as it was sent. */
    public AccessEntry method(byte[] bytes, int start, int end) {
        method = bytes;
        methodStart = start;
        methodEnd = end;
        return this;
    }

    /** The path in its normal form, without the query. */
    public AccessEntry path(byte[] bytes, int start, int end) {
        path = bytes;
        pathStart = start;
        pathEnd = end;
        return this;
    }

    /** Who sent it and in which version of HTTP. */
    public AccessEntry from(LogText newClient, LogText newProtocol) {
        client = newClient;
        protocol = newProtocol;
        return this;
    }

    /** The response's status; 0 when there was no response. */
    public AccessEntry status(int newStatus) {
        status = newStatus;
        return this;
    }

    /** Bytes of the bodies of request and response, and of a tunnel that follows them. */
    public AccessEntry bytes(long in, long out) {
        bytesIn = in;
        bytesOut = out;
        return this;
    }

    /** From the request's first byte to the response's last. */
    public AccessEntry duration(long micros) {
        durationMicros = micros;
        return this;
    }

    /** The route that matched; absent when none did. */
    public AccessEntry route(@Nullable LogText newRoute) {
        route = newRoute;
        return this;
    }

    /**
     * The last attempt to forward it.
     *
     * @param newEndpoint absent when no upstream was asked
     * @param micros over all attempts, to the response's head
     * @param newRetries attempts beyond the first
     */
    public AccessEntry upstream(@Nullable LogText newEndpoint, long micros, int newRetries) {
        endpoint = newEndpoint;
        upstreamMicros = micros;
        retries = newRetries;
        return this;
    }

    /** Who sent it, as far as that was proven. */
    public AccessEntry caller(@Nullable LogText newUser, @Nullable LogText newTenant) {
        user = newUser;
        tenant = newTenant;
        return this;
    }

    /** The machine reason why the gateway could not do its work; absent when it could. */
    public AccessEntry failure(@Nullable LogText newFailure) {
        failure = newFailure;
        return this;
    }
}
