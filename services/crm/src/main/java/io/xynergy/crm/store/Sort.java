package io.xynergy.crm.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The orders in which contacts are listed; the id settles between equal ones. */
public enum Sort {
    CREATED("createdAt", "created_at", false),
    CREATED_LAST_FIRST("-createdAt", "created_at", true),
    UPDATED("updatedAt", "updated_at", false),
    UPDATED_LAST_FIRST("-updatedAt", "updated_at", true),
    NAME("name", "name_key", false),
    NAME_LAST_FIRST("-name", "name_key", true);

    private final String text;
    private final String column;
    private final boolean descending;

    Sort(String text, String column, boolean descending) {
        this.text = text;
        this.column = column;
        this.descending = descending;
    }

    /** The order that a request calls so. */
    public static Optional<Sort> of(String text) {
        return Arrays.stream(values()).filter(sort -> sort.text.equals(text)).findFirst();
    }

    /** What requests call them. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(Sort::text).toList();
    }

    /** What requests call it. */
    public String text() {
        return text;
    }

    String column() {
        return column;
    }

    boolean isDescending() {
        return descending;
    }

    /** New and changed contacts come at the end of it. */
    boolean isAppending() {
        return this == CREATED || this == UPDATED;
    }
}
