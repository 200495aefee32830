package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.ResponseDraft;
import java.util.List;

/** One thing that is done to every response of a route, wherever it comes from. */
public interface ResponseStep {

    /** Leaves fields out of the draft, or adds lines to it. */
    void edit(Exchange exchange, ResponseDraft draft);

    /** What it would do to a response to the exchange, one clause each. */
    List<String> reasons(Exchange exchange);
}
