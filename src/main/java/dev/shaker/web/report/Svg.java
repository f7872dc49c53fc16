package dev.shaker.web.report;

import java.util.Locale;

/** Writes one SVG picture; coordinates are in its own units from the top left. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(double width, double height, String title) {
        text.append("<svg viewBox=\"0 0 ").append(number(width)).append(' ').append(number(height))
                .append("\" role=\"img\"><title>").append(escaped(title)).append("</title>");
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return element("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2).close(style, "");
    }

    Svg rectangle(double x, double y, double width, double height, String style, String tip) {
        return element("rect", "x", x, "y", y, "width", width, "height", height).close(style, tip);
    }

    Svg circle(double x, double y, double radius, String style, String tip) {
        return element("circle", "cx", x, "cy", y, "r", radius).close(style, tip);
    }

    /**
     * @param points x and y in turn
     * @param style a class, or a class and after a semicolon the colour of its stroke
     */
    Svg path(double[] points, boolean closed, String style) {
        text.append("<path d=\"");
        for (int i = 0; i < points.length; i += 2) {
            text.append(i == 0 ? 'M' : 'L').append(number(points[i])).append(' ').append(number(points[i + 1]));
        }
        text.append(closed ? "Z\"" : "\"");
        int stroke = style.indexOf(';');
        if (stroke >= 0) {
            text.append(" stroke=\"").append(style.substring(stroke + 1)).append('"');
        }
        return close(stroke < 0 ? style : style.substring(0, stroke), "");
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    Svg text(double x, double y, String anchor, String style, String content) {
        element("text", "x", x, "y", y);
        text.append(" text-anchor=\"").append(anchor).append("\" class=\"").append(style).append("\">")
                .append(escaped(content)).append("</text>");
        return this;
    }

    /** Text from bottom to top, ending or centred at a point. */
    Svg upwards(double x, double y, String anchor, String style, String content) {
        text.append("<text transform=\"translate(").append(number(x)).append(' ').append(number(y))
                .append(") rotate(-90)\" text-anchor=\"").append(anchor).append("\" class=\"").append(style)
                .append("\">").append(escaped(content)).append("</text>");
        return this;
    }

    String end() {
        return text + "</svg>";
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private Svg element(String name, Object... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"").append(number((Double) attributes[i + 1]))
                    .append('"');
        }
        return this;
    }

    /** @param style a class, or a class and after a semicolon a fill */
    private Svg close(String style, String tip) {
        int fill = style.indexOf(';');
        text.append(" class=\"").append(fill < 0 ? style : style.substring(0, fill)).append('"');
        if (fill >= 0) {
            text.append(" fill=\"").append(style.substring(fill + 1)).append('"');
        }
        if (tip.isEmpty()) {
            text.append("/>");
        } else {
            String name = text.substring(text.lastIndexOf("<") + 1).split(" ", 2)[0];
            text.append("><title>").append(escaped(tip)).append("</title></").append(name).append('>');
        }
        return this;
    }
}
