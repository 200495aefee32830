package io.xynergy.gateway.exchange;

import java.util.List;

/**
 * One thing that is decided about a request before its route's action is taken.
 *
 * <p>One instance serves all requests of its routes at once; what it finds out about a request is a
 * field of the exchange.
 */
public interface RequestStep {

    /** Decides, on the virtual thread that serves the request; a wait has a bound. */
    Decision decide(Exchange exchange);

    /**
     * Decides the same for a request that is only explained: nothing is counted or spent. The
     * exchange gets the same fields.
     */
    default Decision foresee(Exchange exchange) {
        return decide(exchange);
    }

    /**
     * What the decision about the exchange rests on, one clause each, without a credential; asked
     * after {@link #foresee}.
     */
    List<String> reasons(Exchange exchange);
}
