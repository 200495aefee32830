package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.outcome.FailureKind;
import java.util.List;

/** Refuses bodies that are announced as too large, or came too large with the head. */
final class BodyLimit implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        long limit = exchange.route().maxRequestBody();
        boolean tooLarge =
                exchange.head().contentLength() > limit
                        || exchange.server().body().decoded() > limit;
        return tooLarge
                ? Decision.Refuse.of(FailureKind.BODY_TOO_LARGE, limit + " bytes at most")
                : Decision.Pass.GO_ON;
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        long limit = exchange.route().maxRequestBody();
        return List.of(
                exchange.head().isChunked()
                        ? "%d bytes at most, counted as they come".formatted(limit)
                        : "%d of %d bytes".formatted(exchange.head().contentLength(), limit));
    }
}
