package io.xynergy.gateway.steps;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.address.Networks;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.Ascii;
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

    private Callers() {}

    static byte[] of(Exchange exchange, Limit limit) {
        return switch (limit.by()) {
            case ROUTE -> exchange.route().key();
            case IP -> network(exchange);
            case HEADER -> header(exchange.head().fields(), limit);
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

    /** All lines of the field, each with its length, so that no two sets of them are the same. */
    private static byte[] header(Fields fields, Limit limit) {
        byte[] name = limit.header();
        var values = new ByteArrayOutputStream();
        values.write('h');
        for (int i = 0; i < fields.count(); i++) {
            if (name != null
                    && Ascii.equalsIgnoreCase(
                            fields.bytes(), fields.nameStart(i), fields.nameEnd(i), name)) {
                int length = fields.valueEnd(i) - fields.valueStart(i);
                values.write(length >> 16);
                values.write(length >> 8);
                values.write(length);
                values.write(fields.bytes(), fields.valueStart(i), length);
            }
        }
        return values.toByteArray();
    }
}
