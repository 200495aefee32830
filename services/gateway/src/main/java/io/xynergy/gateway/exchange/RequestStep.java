package io.xynergy.gateway.exchange;

/**
 * One thing that is decided about a request before its route's action is taken.
 *
 * <p>One instance serves all requests of its routes at once; what it finds out about a request is a
 * field of the exchange.
 */
@FunctionalInterface
public interface RequestStep {

    /** Decides, on the virtual thread that serves the request; a wait has a bound. */
    Decision decide(Exchange exchange);
}
