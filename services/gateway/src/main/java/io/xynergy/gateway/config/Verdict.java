package io.xynergy.gateway.config;

import io.xynergy.policy.PolicyError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a configuration that asked to come into force. */
public sealed interface Verdict {

    /** It is in force. */
    record Accepted(Version inForce) implements Verdict {}

    /** Something newer is in force. */
    record Outdated(Version inForce) implements Verdict {}

    /** It is not JSON. */
    record Unreadable(PolicyError error) implements Verdict {}

    /**
     * It cannot be served.
     *
     * @param errors at least one
     * @param inForce what was in force and still is; null: nothing
     */
    record Refused(List<PolicyError> errors, @Nullable Version inForce) implements Verdict {

        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
