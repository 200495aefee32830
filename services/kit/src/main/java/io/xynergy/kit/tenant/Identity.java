package io.xynergy.kit.tenant;

import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import org.jspecify.annotations.Nullable;

/** What is known of who sends a request: a caller, or why there is none. */
public final class Identity {

    /** The request names nobody. */
    static final Identity NOBODY = refused(401, "unauthenticated", "The request names no user.");

    /** It names somebody, and does not prove it; not which part of the proof is wrong. */
    static final Identity UNPROVEN =
            refused(401, "unauthenticated", "The gateway has not proven who sends the request.");

    /** One of the headers is there twice, or empty. */
    static final Identity UNCLEAR =
            refused(400, "bad_request", "A header of the caller is empty, or comes twice.");

    private final @Nullable Caller caller;
    private final @Nullable Problem problem;

    private Identity(@Nullable Caller caller, @Nullable Problem problem) {
        this.caller = caller;
        this.problem = problem;
    }

    static Identity of(Caller caller) {
        return new Identity(caller, null);
    }

    static Identity refused(int status, String code, String message) {
        return new Identity(null, Problem.of(status, code, message));
    }

    /** The caller, if there is one. */
    public @Nullable Caller caller() {
        return caller;
    }

    Caller require() {
        Caller found = caller;
        if (found == null) {
            throw new ProblemException(problem == null ? Problem.of(401, "", "") : problem);
        }
        return found;
    }
}
