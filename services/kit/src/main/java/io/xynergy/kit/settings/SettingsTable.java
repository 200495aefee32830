package io.xynergy.kit.settings;

/** Describes settings for people, from the same records that read them. */
public final class SettingsTable {

    private SettingsTable() {}

    /** A Markdown table of all settings of a record, a line each. */
    public static String markdown(Class<? extends Record> type) {
        var table = new StringBuilder();
        table.append("| variable | key | what it is | value | default |\n|---|---|---|---|---|\n");
        for (Entry entry : Entry.of(type)) {
            String otherwise = entry.setting().otherwise();
            String shown =
                    !otherwise.isEmpty()
                            ? "`" + otherwise + "`"
                            : entry.setting().optional() ? "none" : "required";
            table.append(
                    "| `%s` | `%s` | %s | %s | %s |\n"
                            .formatted(
                                    entry.variable(),
                                    entry.key(),
                                    entry.setting().value(),
                                    ValueText.name(entry.type()),
                                    shown));
        }
        return table.toString();
    }
}
