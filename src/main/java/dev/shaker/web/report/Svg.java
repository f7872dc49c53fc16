package dev.shaker.web.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects one SVG picture; coordinates are in its own units from the top left. */
final class Svg {
    private final double width;
    private final double height;
    private final String title;
    private final List<Picture.Shape> shapes = new ArrayList<>();

    Svg(double width, double height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return new Element("line").at("x1", x1).at("y1", y1).at("x2", x2).at("y2", y2).styled(style, "fill").end("",
                "");
    }

    Svg rectangle(double x, double y, double width, double height, String style, String tip) {
        return new Element("rect").at("x", x).at("y", y).at("width", width).at("height", height).styled(style, "fill")
                .end("", tip);
    }

    Svg circle(double x, double y, double radius, String style, String tip) {
        return new Element("circle").at("cx", x).at("cy", y).at("r", radius).styled(style, "fill").end("", tip);
    }

    /**
     * @param points x and y in turn
     * @param style a class, or a class and after a semicolon the colour of its stroke
     */
    Svg path(double[] points, boolean closed, String style) {
        StringBuilder way = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            way.append(i == 0 ? 'M' : 'L').append(number(points[i])).append(' ').append(number(points[i + 1]));
        }
        return new Element("path").with("d", way + (closed ? "Z" : "")).styled(style, "stroke").end("", "");
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    Svg text(double x, double y, String anchor, String style, String content) {
        return new Element("text").at("x", x).at("y", y).with("text-anchor", anchor).with("class", style)
                .end(content, "");
    }

    /** Text from bottom to top, ending or centred at a point. */
    Svg upwards(double x, double y, String anchor, String style, String content) {
        return new Element("text").with("transform", "translate(" + number(x) + " " + number(y) + ") rotate(-90)")
                .with("text-anchor", anchor).with("class", style).end(content, "");
    }

    Picture end() {
        return new Picture(number(width), number(height), title, shapes);
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    private final class Element {
        private final String name;
        private final List<Picture.Attribute> attributes = new ArrayList<>();

        Element(String name) {
            this.name = name;
        }

        Element with(String attribute, String value) {
            attributes.add(new Picture.Attribute(attribute, value));
            return this;
        }

        Element at(String attribute, double value) {
            return with(attribute, number(value));
        }

        /** @param style a class, or a class and after a semicolon a colour */
        Element styled(String style, String coloured) {
            int colour = style.indexOf(';');
            with("class", colour < 0 ? style : style.substring(0, colour));
            return colour < 0 ? this : with(coloured, style.substring(colour + 1));
        }

        Svg end(String text, String tip) {
            shapes.add(new Picture.Shape(name, attributes, text, tip));
            return Svg.this;
        }
    }
}
