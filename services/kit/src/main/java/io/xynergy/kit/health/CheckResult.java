package io.xynergy.kit.health;

/** What one check found. */
public sealed interface CheckResult {

    /**
     * All is well.
     *
     * @param detail what an operator may want to know beside that; empty: nothing
     */
    record Up(String detail) implements CheckResult {}

    /**
     * It works with less than full service.
     *
     * @param reason what is missing, for an operator
     */
    record Degraded(String reason) implements CheckResult {}

    /**
     * It does not work.
     *
     * @param reason what is wrong, for an operator
     */
    record Down(String reason) implements CheckResult {}

    /** The result that all is well. */
    static CheckResult up() {
        return new Up("");
    }

    /** The result that all is well, with what an operator may want to know. */
    static CheckResult up(String detail) {
        return new Up(detail);
    }

    /** The result that something is missing. */
    static CheckResult degraded(String reason) {
        return new Degraded(reason);
    }

    /** The result that it does not work. */
    static CheckResult down(String reason) {
        return new Down(reason);
    }
}
