package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Action;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.RedirectRule;
import java.util.Arrays;

/** Sends clients elsewhere. */
final class Redirection implements Action.Local {

    private static final byte[] LOCATION = Ascii.bytes("Location: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final Decision NOWHERE =
            Decision.Refuse.of(FailureKind.BAD_HOST, "there is no host to redirect to");

    private final RedirectRule rule;

    Redirection(RedirectRule rule) {
        this.rule = rule;
    }

    @Override
    public Decision respond(Exchange exchange) {
        try (Output out = exchange.context().buffers().takeOutput()) {
            out.put(LOCATION);
            if (!rule.writeLocation(exchange.head(), exchange.match(), exchange, out)) {
                return NOWHERE;
            }
            byte[] line = Arrays.copyOf(out.put(CRLF).bytes(), out.size());
            return new Decision.Respond(OwnResponse.withoutBody(rule.status(), line));
        }
    }
}
