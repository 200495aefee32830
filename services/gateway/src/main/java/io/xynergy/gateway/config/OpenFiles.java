package io.xynergy.gateway.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Writers by what Linux says of the open files of all processes (proc(5)).
 *
 * <p>Processes of others and on other machines cannot be seen, and neither can those outside of a
 * container that some of its files are shared with: then nothing is known for sure. The JDK's watch
 * of folders does not tell when a file is closed.
 */
final class OpenFiles implements Writers {

    private static final Path PROC = Path.of("/proc");
    private static final int WRITES = 0b11;

    /** A look that takes longer than this is given up, and nothing is known. */
    private static final long LONGEST_NANOS = 1_000_000_000;

    /** Where others than this system's processes may write. */
    private static final Set<String> SHARED =
            Set.of(
                    "nfs",
                    "nfs4",
                    "cifs",
                    "smb3",
                    "smbfs",
                    "9p",
                    "virtiofs",
                    "ceph",
                    "lustre",
                    "glusterfs",
                    "afs",
                    "gfs2",
                    "ocfs2",
                    "vboxsf",
                    "vmhgfs",
                    "prl_fs");

    private final Path proc;
    private final LongSupplier nanos;

    OpenFiles(LongSupplier nanos) {
        this(PROC, nanos);
    }

    OpenFiles(Path proc, LongSupplier nanos) {
        this.proc = proc;
        this.nanos = nanos;
    }

    @Override
    public Found of(List<Path> files) {
        Map<String, Path> wanted = new HashMap<>();
        files.forEach(file -> wanted.put(String.valueOf(file.getFileName()), file));
        long end = nanos.getAsLong() + LONGEST_NANOS;
        boolean all = !areShared(files);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            boolean any = false;
            for (Path process : processes) {
                any = true;
                if (nanos.getAsLong() - end > 0) {
                    return new Unknown();
                }
                Found found = of(process, wanted);
                if (found instanceof Somebody) {
                    return found;
                }
                all &= found instanceof Nobody;
            }
            return any && all ? new Nobody() : new Unknown();
        } catch (IOException | RuntimeException _) {
            return new Unknown();
        }
    }

    private static Found of(Path process, Map<String, Path> wanted) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                Path file = wanted.get(name(descriptor));
                if (file != null && isThat(descriptor, file) && isWritten(process, descriptor)) {
                    return new Somebody(file, describe(process));
                }
            }
            return new Nobody();
        } catch (NoSuchFileException _) {
            return new Nobody(); // it has ended
        } catch (IOException | RuntimeException _) {
            return isKernels(process) ? new Nobody() : new Unknown();
        }
    }

    private static String name(Path descriptor) {
        try {
            return String.valueOf(Files.readSymbolicLink(descriptor).getFileName());
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    private static boolean isThat(Path descriptor, Path file) throws IOException {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (FileSystemException _) {
            return false; // closed or removed meanwhile
        }
    }

    private static boolean isWritten(Path process, Path descriptor) throws IOException {
        Path information = process.resolve("fdinfo").resolve(descriptor.getFileName());
        try {
            for (String line : Files.readAllLines(information)) {
                if (line.startsWith("flags:")) {
                    return (Integer.parseInt(line.substring(6).strip(), 8) & WRITES) != 0;
                }
            }
            return true;
        } catch (NoSuchFileException _) {
            return false; // closed meanwhile
        }
    }

    private static String describe(Path process) {
        String number = String.valueOf(process.getFileName());
        try {
            return "%s (%s)".formatted(number, Files.readString(process.resolve("comm")).strip());
        } catch (IOException _) {
            return number;
        }
    }

    /** A thread of the kernel has no program, and writes no files of ours. */
    private static boolean isKernels(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).isEmpty();
        } catch (NoSuchFileException _) {
            return true; // it has ended
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether others may write them: by the network, or from outside of this container. */
    private boolean areShared(List<Path> files) {
        try {
            List<Mount> mounts =
                    Files.readAllLines(proc.resolve("self/mountinfo")).stream()
                            .map(Mount::of)
                            .toList();
            return files.stream().anyMatch(file -> isShared(file, mounts));
        } catch (IOException | RuntimeException _) {
            return true;
        }
    }

    private static boolean isShared(Path file, List<Mount> mounts) {
        Mount best = null;
        for (Mount mount : mounts) {
            boolean closer = best == null || mount.at().getNameCount() >= best.at().getNameCount();
            if (file.startsWith(mount.at()) && closer) {
                best = mount;
            }
        }
        return best == null || best.isShared();
    }

    /**
     * A line of mountinfo.
     *
     * @param root what of the file system is mounted; not all of it, if a container shares a folder
     * @param at where
     * @param type of the file system
     */
    private record Mount(String root, Path at, String type) {

        static Mount of(String line) {
            String[] parts = line.split(" - ", 2);
            String[] left = parts[0].split(" ");
            return new Mount(left[3], Path.of(unescaped(left[4])), parts[1].split(" ")[0]);
        }

        private static String unescaped(String path) {
            return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        }

        boolean isShared() {
            return !root.equals("/") || SHARED.contains(type) || type.startsWith("fuse.");
        }
    }
}
