package io.xynergy.policy.pattern;

/** Flags that hold from their place to the end of the group that they are in. */
record PatternFlags(boolean foldsCase, boolean dotAll, boolean lines) {

    static final PatternFlags NONE = new PatternFlags(false, false, false);

    /** Reads them behind {@code (?}, up to a colon or the end of the group, which stays. */
    static PatternFlags read(PatternText text, PatternFlags outer) throws PatternProblem {
        PatternFlags flags = outer;
        boolean on = true;
        int letters = 0;
        while (!text.startsWith(":") && !text.startsWith(")")) {
            int c = text.next();
            if (c == '-' && on) {
                on = false;
                letters = 0;
                continue;
            }
            flags = flags.with(c, on, text);
            letters++;
        }
        if (letters == 0 && !(on && text.startsWith(":"))) {
            throw text.problem("a flag is missing");
        }
        return flags;
    }

    private PatternFlags with(int flag, boolean on, PatternText text) throws PatternProblem {
        return switch (flag) {
            case 'i' -> new PatternFlags(on, dotAll, lines);
            case 's' -> new PatternFlags(foldsCase, on, lines);
            case 'm' -> new PatternFlags(foldsCase, dotAll, on);
            default -> throw text.problem("only the flags i, m and s are supported");
        };
    }
}
