package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a project's folder. One use of an instance, one thread. */
public final class ProjectFolder {
    private static final String SETTINGS = "crossdock.yaml";
    private static final String SETTINGS_NAME = "project/crossdock";
    private static final int MOST_DEFINITIONS = 10_000;

    private final Path dir;
    private final Judge judge;
    private final Sources.Folder sources;
    private final List<Finding> problems = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<String, List<Problem>> broken = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    /** By kind, then by name: the file. */
    private final Map<String, Map<String, Path>> files = new LinkedHashMap<>();

    private final Loops loops = new Loops();

    private ProjectFolder(Path dir, Judge judge) {
        this.dir = dir.toAbsolutePath().normalize();
        this.judge = judge;
        this.sources = new Sources.Folder(this.dir);
    }

    /**
     * Reads every definition of a folder; never throws for what a file says.
     *
     * @param environment whose {@code crossdock.<environment>.yaml} overrides keys of {@code crossdock.yaml}; empty = none
     */
    public static Loaded load(Path dir, String environment) {
        return load(dir, environment, Judge.BUILT_IN);
    }

    static Loaded load(Path dir, String environment, Judge judge) {
        return new ProjectFolder(dir, judge).read(environment);
    }

    private Loaded read(String environment) {
        if (!Files.isDirectory(dir)) {
            var problem = Problem.of("config.missing", "there is no folder " + dir + ".", "Name the project's folder.");
            Kinds.ALL.forEach(kind -> broken.put(kind.kind() + Loaded.ALL_OF, List.of(problem)));
            return new Loaded(Project.EMPTY, List.of(problem), List.of(), Map.of(), Map.copyOf(broken));
        }
        settings(environment);
        folders();
        for (var kind : Kinds.ALL) {
            if (kind != Kinds.SETTINGS) list(kind);
        }
        Map<String, Set<String>> names = new LinkedHashMap<>();
        files.forEach((kind, byName) -> names.put(kind, byName.keySet()));
        var context = new Check.Context(sources, judge, names, false);
        for (var kind : Kinds.ALL) {
            files.getOrDefault(kind.kind(), Map.of()).forEach((name, path) -> definition(kind, name, path, context));
        }
        loops.find().forEach((name, finding) -> {
            broken(name, List.of(finding));
            texts.remove(name);
        });
        new Cycles(texts).find().forEach((name, problem) -> {
            broken(name, List.of(finding(problem, problem.place())));
            texts.remove(name);
        });
        return new Loaded(Project.of(texts), sorted(problems), sorted(warnings), Map.copyOf(texts), Map.copyOf(broken));
    }

    private void definition(Kinds.Kind kind, String name, Path path, Check.Context context) {
        var key = kind.kind() + "/" + name;
        var file = sources.relative(path);
        try {
            var tree = Yaml.read(file, Sources.Folder.text(dir, path, file, new Spot(file, 0, 0)));
            accept(kind, key, tree, context);
        } catch (Refused e) {
            broken(key, List.of(finding(e.problem(), file)));
        }
    }

    /** Checks a tree, and takes it when nothing is wrong with it. */
    private void accept(Kinds.Kind kind, String key, Tree tree, Check.Context context) {
        var check = new Check(kind, context);
        check.check(tree);
        warnings.addAll(check.warnings());
        if (!check.problems().isEmpty()) broken(key, check.problems());
        var onlyLater =
                check.problems().stream().allMatch(f -> f.problem().code().equals("config.unsupported"));
        if (!onlyLater) return;
        try {
            var text = Definitions.toJson(kind.kind(), tree, sources);
            var name = key.substring(key.indexOf('/') + 1);
            if (check.problems().isEmpty()) texts.put(key, text);
            // A loop is worth saying also of a job that this version cannot run.
            if (kind.kind().equals("job")) loops.add((Job) Definitions.parse("job", name, text), tree);
        } catch (Refused e) {
            if (check.problems().isEmpty())
                broken(key, List.of(finding(e.problem(), tree.spot().file())));
        }
    }

    private void settings(String environment) {
        try {
            if (!Files.exists(dir.resolve(SETTINGS))) {
                broken(
                        SETTINGS_NAME,
                        List.of(finding(
                                Problem.of(
                                                "config.missing",
                                                "this folder has no crossdock.yaml.",
                                                "Is it the project's folder? crossdock init makes a project.")
                                        .at(SETTINGS),
                                SETTINGS)));
                return;
            }
            var tree = settingsTree(SETTINGS);
            var override = "crossdock." + environment + ".yaml";
            if (!environment.isEmpty() && Files.exists(dir.resolve(override))) {
                tree = over(tree, settingsTree(override));
            } else if (!environment.isEmpty()) {
                Spelling.nearest(environment, Lint.environments(dir))
                        .ifPresent(near -> warning(
                                "config.reference",
                                SETTINGS,
                                "there is no " + override + ".",
                                "Did you mean " + near + "?"));
            }
            accept(Kinds.SETTINGS, SETTINGS_NAME, tree, new Check.Context(sources, judge, Map.of(), false));
        } catch (Refused e) {
            broken(SETTINGS_NAME, List.of(finding(e.problem(), SETTINGS)));
        }
    }

    private Tree settingsTree(String file) {
        return Yaml.read(file, Sources.Folder.text(dir, dir.resolve(file), file, new Spot(file, 0, 0)));
    }

    /** Keys of {@code top} take the place of those of {@code base}, level by level; lists as a whole. */
    private static Tree over(Tree base, Tree top) {
        if (!(base instanceof Tree.Branch below) || !(top instanceof Tree.Branch above)) return top;
        var keys = new LinkedHashMap<>(below.keys());
        above.keys()
                .forEach((name, entry) -> keys.merge(
                        name, entry, (old, its) -> new Tree.Branch.Entry(its.key(), over(old.value(), its.value()))));
        return new Tree.Branch(base.spot(), keys);
    }

    /** Says which folders are not read because their name is misspelt. */
    private void folders() {
        var known = new ArrayList<String>();
        Kinds.ALL.stream()
                .map(Kinds.Kind::folder)
                .filter(folder -> !folder.isEmpty())
                .forEach(known::add);
        known.addAll(Kinds.OTHER_FOLDERS);
        for (var path : children(dir, Optional.empty())) {
            var name = path.getFileName().toString();
            if (name.startsWith(".")) continue;
            if (name.equals("crossdock.yml")) {
                warning("config.file-name", name, "this file is not read.", "Rename it to crossdock.yaml.");
            }
            if (!Files.isDirectory(path)) continue;
            if (!known.contains(name)) {
                Spelling.nearest(name, known)
                        .ifPresent(near -> warning(
                                "config.unknown-folder",
                                name,
                                "the folder \"" + name + "\" is not read.",
                                "Did you mean " + near + "?"));
            }
        }
    }

    private void list(Kinds.Kind kind) {
        var found = new LinkedHashMap<String, Path>();
        files.put(kind.kind(), found);
        var folder = dir.resolve(kind.folder());
        if (!Files.isDirectory(folder)) return;
        for (var path : children(folder, Optional.of(kind))) {
            var fileName = path.getFileName().toString();
            var file = sources.relative(path);
            if (fileName.startsWith(".")
                    || fileName.endsWith(".json")
                    || fileName.endsWith(".jsonata")
                    || fileName.endsWith(".md")) continue;
            if (Files.isDirectory(path)) {
                warning(
                        "config.file-name",
                        file,
                        "this folder is not read.",
                        "Put its files into " + kind.folder() + "/.");
            } else if (!fileName.endsWith(".yaml")) {
                var better = fileName.endsWith(".yml") ? fileName.substring(0, fileName.length() - 4) + ".yaml" : "";
                warning(
                        "config.file-name",
                        file,
                        "this file is not read.",
                        better.isEmpty() ? "Definitions end with .yaml." : "Rename it to " + better + ".");
            } else if (found.size() >= MOST_DEFINITIONS) {
                unread(
                        kind,
                        Problem.of(
                                        "config.too-large",
                                        kind.folder() + " holds more than " + MOST_DEFINITIONS + " files.",
                                        "Split the project.")
                                .at(kind.folder()));
                return;
            } else {
                var name = fileName.substring(0, fileName.length() - ".yaml".length());
                try {
                    Type.name(name);
                    found.put(name, path);
                } catch (Refused e) {
                    broken(kind.kind() + "/" + name, List.of(finding(e.problem().at(file), file)));
                }
            }
        }
    }

    private static boolean isYaml(Path path) {
        var name = path.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** @param kind whose definitions lie there */
    private List<Path> children(Path folder, Optional<Kinds.Kind> kind) {
        try (var list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            var place = sources.relative(folder);
            var problem = Problem.of("config.unreadable", "the folder cannot be read.", "Look at its rights.")
                    .at(place.isEmpty() ? "." : place);
            if (kind.isPresent()) unread(kind.get(), problem);
            else problems.add(finding(problem, place));
            return List.of();
        }
    }

    /** What is not known to be gone must not count as gone. */
    private void unread(Kinds.Kind kind, Problem problem) {
        broken(kind.kind() + Loaded.ALL_OF, List.of(finding(problem, kind.folder())));
    }

    private void broken(String key, List<Finding> found) {
        problems.addAll(found);
        broken.put(key, found.stream().map(Finding::problem).toList());
    }

    private void warning(String code, String place, String message, String hint) {
        warnings.add(finding(Problem.of(code, message, hint).at(place), place));
    }

    /** For problems that come with their place as text: their order within the file is then that of the text. */
    private static Finding finding(Problem problem, String file) {
        var parts = problem.place().split(":");
        var known = parts.length == 3 && parts[1].matches("[0-9]+") && parts[2].matches("[0-9]+");
        var spot = known
                ? new Spot(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                : new Spot(
                        Optional.of(problem.place())
                                .filter(place -> !place.isEmpty())
                                .orElse(file),
                        0,
                        0);
        return new Finding(spot, problem.place().isEmpty() ? problem.at(file) : problem);
    }

    private static List<Problem> sorted(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing((Finding f) -> f.spot().file())
                        .thenComparing(f -> f.spot().line())
                        .thenComparing(f -> f.spot().column()))
                .map(Finding::problem)
                .collect(java.util.stream.Collectors.collectingAndThen(
                        java.util.stream.Collectors.toCollection(LinkedHashSet::new), List::copyOf));
    }
}
