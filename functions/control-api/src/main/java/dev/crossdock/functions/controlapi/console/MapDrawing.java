package dev.crossdock.functions.controlapi.console;

import dev.crossdock.functions.controlapi.console.ProjectGraph.Edge;
import dev.crossdock.functions.controlapi.console.ProjectGraph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A graph in columns, where each node stands near those that it has to do with: a few sweeps of the barycenter method (Sugiyama, 1981).
 *
 * @param width of the picture, in its units
 */
public record MapDrawing(int width, int height, List<Head> heads, List<Box> boxes, List<Arc> arcs, List<String> words) {
    private static final List<String> COLUMNS =
            List.of("from outside", "files", "jobs", "records", "rules and templates", "to outside");
    private static final int STEP = 197;
    private static final int BOX = 152;
    private static final int ROW = 34;
    private static final int HIGH = 24;
    private static final int TOP = 34;
    private static final int SWEEPS = 6;
    private static final int LETTERS = 20;

    /** Over a column. */
    public record Head(int x, String text) {}

    /** A node. @param tone how it did last; empty where nothing is known */
    public record Box(int x, int y, String kind, String name, String shown, String href, String tone, String title) {}

    /** An edge, as an SVG path. */
    public record Arc(String path) {}

    static MapDrawing of(ProjectGraph graph, Map<String, State> jobs) {
        var rows = rows(graph);
        int most = rows.values().stream().mapToInt(i -> i).max().orElse(0) + 1;
        var boxes = new ArrayList<Box>();
        rows.forEach((node, row) -> boxes.add(box(node, row, jobs)));
        var arcs = graph.edges().stream().map(edge -> arc(edge, rows)).toList();
        var heads = new ArrayList<Head>();
        for (int i = 0; i < COLUMNS.size(); i++) heads.add(new Head(10 + i * STEP, COLUMNS.get(i)));
        var words = graph.edges().stream()
                .map(edge -> edge.from().kind() + " " + edge.from().name() + " → "
                        + edge.to().kind() + " " + edge.to().name())
                .sorted()
                .toList();
        return new MapDrawing(20 + STEP * (COLUMNS.size() - 1) + BOX, TOP + most * ROW + 10, heads, boxes, arcs, words);
    }

    private static Map<Node, Integer> rows(ProjectGraph graph) {
        var rows = new HashMap<Node, Integer>();
        for (int column = 0; column < COLUMNS.size(); column++) {
            var nodes = graph.column(column);
            nodes.sort(Comparator.comparing(Node::kind).thenComparing(Node::name));
            place(nodes, rows);
        }
        var near = graph.edges().stream()
                .flatMap(edge -> java.util.stream.Stream.of(edge, new Edge(edge.to(), edge.from())))
                .collect(Collectors.groupingBy(Edge::from, Collectors.mapping(Edge::to, Collectors.toList())));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < COLUMNS.size(); i++) {
                var nodes = graph.column(sweep % 2 == 0 ? i : COLUMNS.size() - 1 - i);
                var wish = new HashMap<Node, Double>();
                for (var node : nodes) {
                    wish.put(
                            node,
                            near.getOrDefault(node, List.of(node)).stream()
                                    .mapToInt(rows::get)
                                    .average()
                                    .orElse(rows.get(node)));
                }
                nodes.sort(Comparator.<Node>comparingDouble(wish::get).thenComparing(Node::name));
                place(nodes, rows);
            }
        }
        return rows;
    }

    private static void place(List<Node> nodes, Map<Node, Integer> rows) {
        for (int i = 0; i < nodes.size(); i++) rows.put(nodes.get(i), i);
    }

    private static Box box(Node node, int row, Map<String, State> jobs) {
        var state = node.kind().equals("job") ? jobs.get(node.name()) : null;
        return new Box(
                10 + node.column() * STEP,
                TOP + row * ROW,
                node.kind(),
                node.name(),
                Told.cut(node.name(), LETTERS),
                "/console/definitions/" + node.kind() + "/" + Told.encoded(node.name()),
                state == null ? "" : state.tone(),
                node.kind() + " " + node.name() + (state == null ? "" : ", last run " + state.word()));
    }

    private static Arc arc(Edge edge, Map<Node, Integer> rows) {
        int from = edge.from().column();
        int to = edge.to().column();
        int y1 = TOP + rows.get(edge.from()) * ROW + HIGH / 2;
        int y2 = TOP + rows.get(edge.to()) * ROW + HIGH / 2;
        int x1 = 10 + from * STEP + (to >= from ? BOX : 0);
        int x2 = 10 + to * STEP + (to > from ? 0 : BOX);
        int bend = from == to ? 26 : Math.max(24, Math.abs(x2 - x1) / 2);
        int c1 = to >= from ? x1 + bend : x1 - bend;
        int c2 = to > from ? x2 - bend : x2 + bend;
        return new Arc(String.format(Locale.ROOT, "M%d %dC%d %d %d %d %d %d", x1, y1, c1, y1, c2, y2, x2, y2));
    }
}
