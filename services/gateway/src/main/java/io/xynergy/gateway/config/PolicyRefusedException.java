package io.xynergy.gateway.config;

import io.xynergy.policy.PolicyError;
import java.nio.file.Path;
import java.util.List;

/** A gateway cannot start, because its policy is not valid. */
public final class PolicyRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<PolicyError> errors;

    public PolicyRefusedException(Path policy, List<PolicyError> errors) {
        super(policy + " is refused: " + errors.getFirst());
        this.errors = List.copyOf(errors);
    }

    /** Everything that is wrong. */
    public List<PolicyError> errors() {
        return errors;
    }
}
