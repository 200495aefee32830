package io.xynergy.crm.api;

import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.util.List;

/** The response to addresses that other contacts of the tenant have. */
final class Duplicates {

    private static final String TAKEN = "another contact has this address";

    private Duplicates() {}

    static ProblemException one() {
        return of(List.of(taken("email")));
    }

    static Problem.Detail taken(String field) {
        return new Problem.Detail(field, TAKEN);
    }

    static ProblemException of(List<Problem.Detail> details) {
        return new ProblemException(
                Problem.of(
                        409,
                        "duplicate_email",
                        "No two contacts of this tenant may have one e-mail address.",
                        details));
    }
}
