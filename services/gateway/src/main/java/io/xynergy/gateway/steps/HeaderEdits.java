package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.ResponseStep;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.routing.FieldEdits;
import java.util.List;

/** The edits that a route makes to the fields of responses. */
final class HeaderEdits implements ResponseStep {

    private final FieldEdits edits;

    HeaderEdits(FieldEdits edits) {
        this.edits = edits;
    }

    @Override
    public void edit(Exchange exchange, ResponseDraft draft) {
        draft.add(edits.lines());
        if (!edits.dropsNothing()) {
            draft.drop(edits);
        }
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return edits.words();
    }
}
