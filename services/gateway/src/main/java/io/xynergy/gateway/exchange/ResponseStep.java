package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.ResponseDraft;

/** One thing that is done to every response of a route, wherever it comes from. */
@FunctionalInterface
public interface ResponseStep {

    /** Leaves fields out of the draft, or adds lines to it. */
    void edit(Exchange exchange, ResponseDraft draft);
}
