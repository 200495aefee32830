package io.xynergy.policy.validation;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.document.Problems;

/** Checks a policy against every rule that needs no cluster. */
final class PolicyValidator {

    private final Problems problems;

    PolicyValidator(Problems problems) {
        this.problems = problems;
    }

    void validate(GatewayPolicy policy) {}
}
