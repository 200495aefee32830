package io.xynergy.cli;

/** What the command's exit codes mean. */
final class ExitCode {

    static final int OK = 0;
    static final int INVALID = 1;
    static final int USAGE = 2;
    static final int PART = 69;
    static final int INTERNAL = 70;

    private ExitCode() {}
}
