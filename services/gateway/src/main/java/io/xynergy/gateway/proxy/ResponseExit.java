package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;

/**
 * The one exit of all responses: an upstream's and the gateway's own carry the same fields of the
 * gateway's and pass the same steps of their route.
 */
final class ResponseExit {

    private static final byte[] REQUEST_ID = Ascii.bytes("X-Request-Id: ");
    private static final int REQUEST_ID_NAME = "X-Request-Id".length();
    private static final byte[] DATE = Ascii.bytes("Date");
    private static final byte[] CRLF = Ascii.bytes("\r\n");

    private ResponseExit() {}

    /** Gives a draft that was begun its last form. */
    static void complete(Exchange exchange) {
        ResponseDraft draft = exchange.response();
        exchange.plan().edit(exchange, draft);
        // What the policy sets or removes is not said a second time (RFC 9110, 5.3).
        if (!draft.hasDate() && draft.status() >= 200 && !draft.drops(DATE, 0, DATE.length)) {
            draft.add(exchange.context().date().line());
        }
        if (!draft.drops(REQUEST_ID, 0, REQUEST_ID_NAME)) {
            draft.add(REQUEST_ID).add(exchange.requestId()).add(CRLF);
        }
    }

    /** Sends a response of the gateway's own. */
    static void send(Exchange exchange, OwnResponse response, boolean keep) throws IOException {
        ResponseDraft draft = exchange.response().begin(response.status(), response.body().length);
        for (byte[] line : response.lines()) {
            draft.own(line);
        }
        try (Output out = exchange.context().buffers().takeOutput()) {
            complete(exchange);
            exchange.server().writeHead(out, keep);
            if (!exchange.head().isHead()) {
                out.put(response.body());
                exchange.sent(response.body().length);
            }
            exchange.responded(response.status());
            send(exchange, out);
        }
    }

    /** Sends a head, or what follows a body, which the client has to take in time. */
    static void send(Exchange exchange, Output out) throws IOException {
        Transport client = exchange.client().transport();
        Pace pace = exchange.client().taking();
        long now = System.nanoTime();
        pace.waits(Pace.Wait.RESPONSE, now);
        try {
            client.writeDeadline(now + exchange.context().timeouts().write().toNanos());
            out.flush(client);
        } finally {
            pace.over();
        }
    }
}
