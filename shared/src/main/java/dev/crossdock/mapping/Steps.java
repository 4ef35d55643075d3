package dev.crossdock.mapping;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Parser.Symbol;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Looks into a compiled expression's tree, whose fields the library keeps to itself: which steps make something new, where a
 * step stands in the text, which field of the record it reads, and its regular expressions. Also names functions.
 */
final class Steps {
    private static final VarHandle TREE;
    private static final VarHandle TYPE;
    private static final VarHandle VALUE;
    private static final VarHandle POSITION;
    private static final VarHandle ARGUMENTS;
    private static final VarHandle STEPS;
    private static final VarHandle LEFT;
    private static final VarHandle RIGHT;
    private static final VarHandle NAME;
    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    static {
        try {
            var jsonata = MethodHandles.privateLookupIn(Jsonata.class, MethodHandles.lookup());
            TREE = jsonata.findVarHandle(Jsonata.class, "ast", Symbol.class);
            NAME = MethodHandles.privateLookupIn(JFunction.class, MethodHandles.lookup())
                    .findVarHandle(JFunction.class, "functionName", String.class);
            var symbol = MethodHandles.privateLookupIn(Symbol.class, MethodHandles.lookup());
            TYPE = symbol.findVarHandle(Symbol.class, "type", String.class);
            VALUE = symbol.findVarHandle(Symbol.class, "value", Object.class);
            POSITION = symbol.findVarHandle(Symbol.class, "position", int.class);
            ARGUMENTS = symbol.findVarHandle(Symbol.class, "arguments", List.class);
            STEPS = symbol.findVarHandle(Symbol.class, "steps", List.class);
            LEFT = symbol.findVarHandle(Symbol.class, "lhs", Symbol.class);
            RIGHT = symbol.findVarHandle(Symbol.class, "rhs", Symbol.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Steps() {}

    static void name(JFunction function, String name) {
        NAME.set(function, name);
    }

    /** Whether a step's result is new; others hand on what is there. */
    static boolean makes(Symbol step) {
        var type = (String) TYPE.get(step);
        return type != null
                && switch (type) {
                    case "binary", "function", "unary", "apply", "path", "partial" -> true;
                    default -> false;
                };
    }

    /** Whether a step writes a function down. */
    static boolean isFunction(Symbol step) {
        return "lambda".equals((String) TYPE.get(step));
    }

    /** Whether a step is the operator {@code &}, or another one that gives a text. */
    static boolean joins(Symbol step) {
        return "binary".equals((String) TYPE.get(step));
    }

    /** 1-based character at which the parser stood when it met the step; 0 when that is not known. */
    static int position(Symbol step) {
        return step == null ? 0 : (int) POSITION.get(step);
    }

    /**
     * The field that a failed step worked on, as JSON Pointer: a function's first argument, an operator's side, the path itself;
     * empty when it is no plain path.
     *
     * @param right the operator's right side
     */
    static Optional<String> field(Symbol step, boolean right) {
        if (step == null || TYPE.get(step) == null) return Optional.empty();
        switch ((String) TYPE.get(step)) {
            case "path" -> {
                var pointer = new StringBuilder();
                for (var part : (List<?>) STEPS.get(step)) {
                    if (!"name".equals((String) TYPE.get((Symbol) part))) return Optional.empty();
                    var name = String.valueOf(VALUE.get((Symbol) part));
                    pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
                }
                return Optional.of(pointer.toString());
            }
            case "function" -> {
                var arguments = (List<?>) ARGUMENTS.get(step);
                return arguments == null || arguments.isEmpty()
                        ? Optional.empty()
                        : field((Symbol) arguments.get(0), false);
            }
            case "binary" -> {
                return field((Symbol) (right ? RIGHT : LEFT).get(step), false);
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    /** Makes every regular expression in the tree one that ends. */
    static void boundRegularExpressions(Jsonata compiled) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
        var todo = new ArrayDeque<Object>();
        todo.add(TREE.get(compiled));
        while (!todo.isEmpty()) {
            var next = todo.remove();
            if (!seen.add(next)) continue;
            if (next instanceof Symbol symbol) {
                if (VALUE.get(symbol) instanceof Pattern pattern) VALUE.set(symbol, new BoundedRegex(pattern));
                for (var field : fields(symbol.getClass())) add(todo, value(field, symbol));
            } else if (next instanceof List<?> list) {
                for (var one : list) add(todo, one);
            } else if (next.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(next); i++) add(todo, Array.get(next, i));
            }
        }
    }

    private static void add(ArrayDeque<Object> todo, Object value) {
        if (value instanceof Symbol || value instanceof List || value instanceof Symbol[]) todo.add(value);
    }

    private static Object value(Field field, Symbol symbol) {
        try {
            return field.get(symbol);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, symbol -> {
            var fields = new ArrayList<Field>();
            for (Class<?> c = symbol; c != Object.class; c = c.getSuperclass()) {
                for (var field : c.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())
                            || field.isSynthetic()
                            || field.getType().isPrimitive()
                            || field.getType() == String.class) continue;
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
            return List.copyOf(fields);
        });
    }
}
