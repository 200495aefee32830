package io.xynergy.kit.error;

/** Ends the handling of a request with a problem for its caller. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code(), null, false, false); // expected: nobody looks at the stack
        this.problem = problem;
    }

    /** A problem with a cause that the log shows. */
    public ProblemException(Problem problem, Throwable cause) {
        super(problem.code(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
