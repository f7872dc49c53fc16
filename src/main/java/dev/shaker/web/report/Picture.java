package dev.shaker.web.report;

import java.util.List;

/**
 * One SVG picture as its template draws it; numbers are written out already.
 *
 * @param title what is read out in its stead
 */
record Picture(String width, String height, String title, List<Shape> shapes) {
    Picture {
        shapes = List.copyOf(shapes);
    }

    /**
     * One element.
     *
     * @param element {@code circle}
     * @param text what a text says, empty for all others
     * @param tip what is shown when pointed at, empty for none
     */
    record Shape(String element, List<Attribute> attributes, String text, String tip) {
        Shape {
            attributes = List.copyOf(attributes);
        }
    }

    record Attribute(String name, String value) {}
}
