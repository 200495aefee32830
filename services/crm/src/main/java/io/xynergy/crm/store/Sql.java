package io.xynergy.crm.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that is put together, with its arguments beside it. */
final class Sql {

    private final StringBuilder text;
    private final List<@Nullable Object> arguments = new ArrayList<>();

    Sql(String text, @Nullable Object... arguments) {
        this.text = new StringBuilder(text);
        Collections.addAll(this.arguments, arguments);
    }

    Sql add(String more, @Nullable Object... moreArguments) {
        text.append(' ').append(more);
        Collections.addAll(arguments, moreArguments);
        return this;
    }

    /** A further condition, unless its first argument is null: then nothing is asked. */
    Sql and(String condition, @Nullable Object... of) {
        return of[0] == null ? this : add("and (" + condition + ')', of);
    }

    String text() {
        return text.toString();
    }

    @Nullable Object[] arguments() {
        return arguments.toArray();
    }
}
