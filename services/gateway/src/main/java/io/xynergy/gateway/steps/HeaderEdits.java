package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.ResponseStep;
import io.xynergy.gateway.http.FieldFilter;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.routing.FieldEdits;

/** The edits that a route makes to the fields of responses. */
final class HeaderEdits implements ResponseStep {

    private final FieldFilter filter;
    private final byte[] lines;

    HeaderEdits(FieldEdits edits) {
        this.filter = edits.filter();
        this.lines = edits.lines();
    }

    @Override
    public void edit(Exchange exchange, ResponseDraft draft) {
        draft.drop(filter).add(lines);
    }
}
