package io.xynergy.gateway.steps;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.address.Networks;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.policy.RateLimitSpec.By;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;

/**
 * What tells callers apart for a limit. Kinds never meet, as each begins with a letter of its own:
 * a user and an address of one text are two callers. Who has not what a limit counts by is counted
 * by what is known: a request without a tenant by its user, and one without a user by its network.
 */
final class Callers {

    /** Fields that the gateway writes itself: a client's are nothing to count by. */
    private static final long NEVER =
            FieldName.HOP_BY_HOP
                    | FieldName.mask(FieldName.X_XYNERGY)
                    | FieldName.mask(FieldName.REQUEST_ID);

    private Callers() {}

    static byte[] of(Exchange exchange, Limit limit) {
        return switch (limit.by()) {
            case ROUTE -> exchange.route().key();
            case IP -> network(exchange);
            case HEADER -> header(exchange, limit);
            case USER, TENANT, API_KEY -> identity(exchange, limit.by());
        };
    }

    private static byte[] identity(Exchange exchange, By by) {
        Principal caller = exchange.caller();
        if (caller == null) {
            return network(exchange);
        }
        byte[] tenant = caller.tenantKey();
        return by == By.TENANT && tenant != null ? tenant : caller.userKey();
    }

    private static byte[] network(Exchange exchange) {
        if (!exchange.isTrusted()) {
            return exchange.client().network();
        }
        String text = exchange.provenance().address();
        InetAddress address = AddressText.parse(text);
        return address == null
                ? Ascii.bytes('x' + text) // a proxy hides it (RFC 7239, 6.3)
                : Networks.of(address);
    }

    /**
     * All lines of the field, each with its length, so that no two sets of them are the same. What
     * services get in the place of a client's words is what counts; what they never get is absent.
     */
    private static byte[] header(Exchange exchange, Limit limit) {
        byte[] name = limit.header();
        int known = FieldName.of(name, 0, name.length);
        var values = new ByteArrayOutputStream();
        values.write('h');
        long bit = FieldName.mask(known);
        if ((bit & FieldName.FORWARDING) != 0) {
            byte[] told = exchange.value(known);
            if (told != null) {
                write(told, 0, told.length, values);
            }
        } else if ((bit & NEVER) == 0) {
            writeLines(exchange.head().fields(), name, values);
        }
        return values.toByteArray();
    }

    private static void writeLines(Fields fields, byte[] folded, ByteArrayOutputStream to) {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.nameEquals(i, folded)) {
                write(fields.bytes(), fields.valueStart(i), fields.valueEnd(i), to);
            }
        }
    }

    private static void write(byte[] bytes, int start, int end, ByteArrayOutputStream to) {
        int length = end - start;
        to.write(length >> 16);
        to.write(length >> 8);
        to.write(length);
        to.write(bytes, start, length);
    }
}
