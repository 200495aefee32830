package io.xynergy.gateway.http;

import java.io.IOException;

/** One request of a client and the way of its response, however HTTP's version frames them. */
public sealed interface ServerStream permits ServerExchange {

    RequestHead head();

    /** How far the request's body has come. */
    BodyDecoder body();

    /** What came of the body with its head. */
    EarlyBody early();

    /** Waits until more of the body is there. */
    void awaitBody() throws IOException;

    /** Reads some of the body that did not come with the head. */
    void fillBody(StreamBuffer part) throws IOException;

    /** Whether the client has sent something behind the request that is already here. */
    boolean hasNext();

    /** The response to the request; it is begun anew for each. */
    ResponseDraft response();

    /** How the client learns where the response's body ends. */
    Framing framing();

    /**
     * Writes the response's head.
     *
     * @param keep whether the connection serves another request
     */
    void writeHead(Output out, boolean keep);

    /** Everything read beyond the request: the first bytes of the protocol that follows it. */
    byte[] takeRest();
}
