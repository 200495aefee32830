package io.xynergy.gateway.config;

import io.xynergy.gateway.file.FileStamp;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;

/** The files of a configuration as one look saw them; at least one. */
record FilesSeen(List<FileStamp> files) {

    FilesSeen {
        files = List.copyOf(files);
    }

    /** Whether all that differ came whole in the place of others. */
    boolean cameWholeAfter(FilesSeen before) {
        if (files.size() != before.files.size()) {
            return false;
        }
        for (int i = 0; i < files.size(); i++) {
            FileStamp now = files.get(i);
            FileStamp then = before.files.get(i);
            if (!now.equals(then) && !now.cameWholeAfter(then)) {
                return false;
            }
        }
        return true;
    }

    /** Whether Kubernetes swaps them as a whole. */
    boolean areMounted() {
        return files.stream().allMatch(FileStamp::isMounted);
    }

    FileTime lastModified() {
        return files.stream().map(FileStamp::modified).max(Comparator.naturalOrder()).orElseThrow();
    }

    List<Path> paths() {
        return files.stream().map(FileStamp::real).toList();
    }
}
