package io.xynergy.policy.pattern;

/** Leaves the parser at what it cannot take; the message is for who wrote the expression. */
final class PatternProblem extends Exception {

    private static final long serialVersionUID = 1L;

    PatternProblem(String message) {
        super(message, null, false, false);
    }
}
