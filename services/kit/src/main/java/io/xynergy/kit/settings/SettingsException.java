package io.xynergy.kit.settings;

import java.util.List;

/** Settings that a process cannot start with: everything that is wrong, at once. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each: where, what, and what was expected; never a secret's value. */
    public List<String> problems() {
        return problems;
    }
}
