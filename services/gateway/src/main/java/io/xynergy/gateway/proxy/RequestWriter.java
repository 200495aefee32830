package io.xynergy.gateway.proxy;

import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.exchange.Client;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.UpgradeOffer;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldCopy;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.routing.FieldEdits;
import io.xynergy.gateway.routing.RewriteRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head that an upstream gets: the client's bytes, without what was meant for this hop
 * (RFC 9110, 7.6.1), with what a gateway has to add.
 */
final class RequestWriter {

    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST = Ascii.bytes("Host: ");
    private static final byte[] VIA_1_1 = Ascii.bytes("Via: 1.1 xynergy\r\n");
    private static final byte[] VIA_1_0 = Ascii.bytes("Via: 1.0 xynergy\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes("X-Request-Id: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] EXPECT = Ascii.bytes("Expect: 100-continue\r\n");
    private static final byte[] TRAILERS = Ascii.bytes("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] MAX_FORWARDS = Ascii.bytes("Max-Forwards: ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] END_OF_FORWARDED = Ascii.bytes("\"\r\nX-Forwarded-Host: ");

    private static final long DROPPED_FROM_TRUSTED =
            FieldName.HOP_BY_HOP
                    | FieldName.mask(FieldName.EXPECT)
                    | FieldName.mask(FieldName.REQUEST_ID)
                    | FieldName.mask(FieldName.X_XYNERGY)
                    | (FieldName.FORWARDING & ~FieldName.mask(FieldName.X_FORWARDED_OTHER));

    private static final long DROPPED = DROPPED_FROM_TRUSTED | FieldName.FORWARDING;

    private RequestWriter() {}

    /**
     * Writes the whole head.
     *
     * @param endpoint the upstream's address, which is the host of a request that names none
     */
    static void write(Output out, Exchange exchange, FieldEdits edits, byte[] endpoint) {
        Principal caller = exchange.caller();
        write(out, exchange, edits, endpoint, caller == null ? null : caller.proofLine());
    }

    /**
     * The same with another line that proves the caller.
     *
     * @param proof null: there is none
     */
    static void write(
            Output out,
            Exchange exchange,
            FieldEdits edits,
            byte[] endpoint,
            byte @Nullable [] proof) {
        RequestHead head = exchange.head();
        byte[] bytes = head.bytes();
        out.put(bytes, head.methodStart(), head.methodEnd()).put((byte) ' ');
        RewriteRule rewrite = exchange.route().rewrite();
        byte[] target = exchange.target();
        if (target != null) {
            out.put(target);
        } else if (rewrite == null) {
            writeTarget(out, head);
        } else {
            rewrite.write(head, exchange.match(), out);
        }
        out.put(VERSION);
        byte[] newHost = rewrite == null ? null : rewrite.host();
        if (newHost == null && head.minorVersion() == 0) {
            newHost = missingHost(head, endpoint);
        }
        long dropped = dropped(exchange);
        if (newHost == null) {
            FieldCopy.copy(out, head.fields(), edits, dropped);
        } else {
            FieldCopy.copy(out, head.fields(), edits, dropped | FieldName.mask(FieldName.HOST));
            out.put(HOST).put(newHost).put(CRLF);
        }
        if (head.maxForwards() > 0) {
            out.put(MAX_FORWARDS).putDecimal(head.maxForwards() - 1).put(CRLF);
        }
        writeFraming(out, head, exchange);
        writeOrigin(out, head, exchange);
        Principal caller = exchange.caller();
        if (caller != null) {
            out.put(caller.lines());
            if (proof != null) {
                out.put(proof);
            }
        }
        out.put(edits.lines()).put(CRLF);
    }

    private static long dropped(Exchange exchange) {
        long dropped = exchange.isTrusted() ? DROPPED_FROM_TRUSTED : DROPPED;
        dropped |= Credentials.dropped(exchange);
        if (exchange.head().maxForwards() > 0) {
            dropped |= FieldName.mask(FieldName.MAX_FORWARDS);
        }
        if (!exchange.head().isLengthPlain()) {
            dropped |= FieldName.mask(FieldName.CONTENT_LENGTH);
        }
        return dropped;
    }

    /** Which way the request came. */
    private static void writeOrigin(Output out, RequestHead head, Exchange exchange) {
        if (exchange.isTrusted()) {
            exchange.provenance().write(out);
        } else {
            writeForwarding(out, head, exchange.client());
        }
        out.put(head.minorVersion() == 0 ? VIA_1_0 : VIA_1_1);
        out.put(REQUEST_ID).put(exchange.requestId()).put(CRLF);
    }

    /** HTTP/1.0 needs no Host: the absolute target may have it, or the upstream's name will do. */
    private static byte @Nullable [] missingHost(RequestHead head, byte[] endpoint) {
        if (head.fields().find(FieldName.HOST) >= 0) {
            return null;
        }
        return head.authorityEnd() > head.hostStart()
                ? Arrays.copyOfRange(head.bytes(), head.hostStart(), head.authorityEnd())
                : endpoint;
    }

    private static void writeTarget(Output out, RequestHead head) {
        byte[] bytes = head.bytes();
        out.put(bytes, head.pathStart(), head.pathEnd());
        int query = head.queryStart();
        if (query > 0 && bytes[query - 1] == '?') {
            out.put(bytes, query - 1, head.queryEnd());
        }
    }

    private static void writeFraming(Output out, RequestHead head, Exchange exchange) {
        if (head.isChunked()) {
            out.put(CHUNKED);
        } else if (!head.isLengthPlain()) {
            out.put(CONTENT_LENGTH).putDecimal(head.contentLength()).put(CRLF);
        }
        if (head.expectsContinue() && !exchange.server().body().isDone()) {
            out.put(EXPECT);
        }
        UpgradeOffer upgrade = exchange.upgradeOffer();
        if (upgrade != null) {
            out.put(upgrade.lines());
        } else if (head.acceptsTrailers()) {
            out.put(TRAILERS);
        }
    }

    private static void writeForwarding(Output out, RequestHead head, Client client) {
        byte[] bytes = head.bytes();
        if (head.hostStart() == head.authorityEnd()) {
            out.put(client.hostlessForwarding());
            return;
        }
        out.put(client.forwarding());
        out.put(bytes, head.hostStart(), head.authorityEnd());
        out.put(END_OF_FORWARDED);
        out.put(bytes, head.hostStart(), head.authorityEnd());
        out.put(CRLF);
    }
}
