package io.xynergy.kit.settings;

import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;
import io.helidon.config.yaml.YamlConfigParser;
import io.xynergy.policy.document.Suggestion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a process into a record of sections.
 *
 * <p>The environment comes before the file, the file before the defaults. A key that nobody knows
 * stops the start, because it is a setting that somebody believes to be in effect.
 */
public final class Settings {

    /** Environment variable that names the file. */
    public static final String FILE_VARIABLE = "XYNERGY_CONFIG";

    /** What Kubernetes sets for each Service of a namespace, whatever its name. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP)(_.*)?)");

    private final List<Entry> entries;
    private final Map<String, String> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads settings.
     *
     * @param type a record whose components are records with {@link Setting}s
     * @param environment variables; {@link #FILE_VARIABLE} names a YAML file
     * @throws SettingsException with everything that is wrong
     */
    public static <R extends Record> R read(Class<R> type, Map<String, String> environment) {
        var settings = new Settings(Entry.of(type));
        String file = environment.get(FILE_VARIABLE);
        if (file != null && !file.isEmpty()) {
            settings.addFile(Path.of(file));
        }
        settings.addEnvironment(environment);
        Object record = settings.build("", type);
        if (!settings.problems.isEmpty() || record == null) {
            throw new SettingsException(settings.problems);
        }
        return type.cast(record);
    }

    private void addFile(Path file) {
        if (!Files.isReadable(file)) {
            problems.add(FILE_VARIABLE + ": " + file + " cannot be read");
            return;
        }
        Map<String, String> found;
        try {
            found = new TreeMap<>(config(ConfigSources.file(file)).asMap().orElse(Map.of()));
        } catch (ConfigException e) {
            problems.add(file + ": " + e.getMessage());
            return;
        }
        List<String> known = entries.stream().map(Entry::key).toList();
        found.forEach((key, value) -> {
            if (known.contains(key)) {
                values.put(key, value);
            } else {
                problems.add(file + ": there is no " + key + Suggestion.ending(key, known));
            }
        });
    }

    private static Config config(Supplier<? extends ConfigSource> source) {
        return Config.builder()
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .disableParserServices()
                .addParser(YamlConfigParser.create())
                .sources(List.of(source))
                .build();
    }

    private void addEnvironment(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        var sections = new TreeSet<String>();
        for (Entry entry : entries) {
            keys.put(entry.variable(), entry.key());
            sections.add(entry.section().toUpperCase(Locale.ROOT) + "_");
        }
        new TreeMap<>(environment)
                .forEach((name, value) -> {
                    String key = keys.get(name);
                    if (isServiceLink(name, value)) {
                        return;
                    }
                    if (key != null) {
                        values.put(key, value);
                    } else if (sections.stream().anyMatch(name::startsWith)) {
                        problems.add(
                                "environment: there is no "
                                        + name
                                        + Suggestion.ending(name, keys.keySet()));
                    }
                });
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && value.startsWith("tcp://"));
    }

    private @Nullable Object build(String prefix, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        var types = new Class<?>[components.length];
        var arguments = new @Nullable Object[components.length];
        int before = problems.size();
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String key = Entry.key(prefix, components[i]);
            arguments[i] =
                    Entry.isSection(types[i])
                            ? build(key, types[i])
                            : value(key, types[i]).orElse(null);
        }
        if (problems.size() > before) {
            return null;
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            problems.add(placed(prefix, String.valueOf(e.getTargetException().getMessage())));
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be made", e);
        }
    }

    /** A section names its part by the last part of the key: {@code port: expected …}. */
    private String placed(String prefix, String message) {
        String key = prefix + "." + message.replaceFirst(":.*", "");
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .map(entry -> named(entry) + message.substring(message.indexOf(':')))
                .findFirst()
                .orElse((prefix.isEmpty() ? "" : prefix + ": ") + message);
    }

    private static String named(Entry entry) {
        return "%s (%s)".formatted(entry.variable(), entry.key());
    }

    private Optional<Object> value(String key, Class<?> type) {
        Entry entry =
                entries.stream().filter(one -> one.key().equals(key)).findFirst().orElseThrow();
        String text = values.getOrDefault(key, entry.setting().otherwise());
        if (text.isEmpty()) {
            if (!entry.setting().optional()) {
                problems.add("%s is not set: %s".formatted(named(entry), entry.setting().value()));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(ValueText.read(type, text));
        } catch (IllegalArgumentException e) {
            String shown = type == Secret.class ? "" : ", found \"" + text + "\"";
            problems.add("%s: expected %s%s".formatted(named(entry), e.getMessage(), shown));
            return Optional.empty();
        }
    }
}
