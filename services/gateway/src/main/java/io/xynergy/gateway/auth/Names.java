package io.xynergy.gateway.auth;

import java.util.List;

/**
 * Names that a token gives its bearer, such as roles.
 *
 * @param complete whether the bearer has no others: a token may have more than are taken, or only
 *     say where they are
 */
record Names(List<String> values, boolean complete) {

    Names {
        values = List.copyOf(values);
    }

    static Names of(String... values) {
        return new Names(List.of(values), true);
    }
}
