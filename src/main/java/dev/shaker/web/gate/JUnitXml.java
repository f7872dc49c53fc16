package dev.shaker.web.gate;

import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import dev.shaker.event.VerdictReached;

/**
 * A verdict as JUnit writes results: a test case for each domain and attack. What is inconclusive is an error, because readers take
 * what was skipped for good.
 */
final class JUnitXml {
    private static final int SHORT_ID = 12;
    private static final Pattern NO_XML = Pattern
            .compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private JUnitXml() {
    }

    static String of(VerdictReached verdict) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            write(verdict, xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a verdict cannot be written as XML", e);
        }
        return text.toString();
    }

    private static void write(VerdictReached verdict, XMLStreamWriter xml) throws XMLStreamException {
        List<VerdictCheck> checks = VerdictCheck.of(verdict);
        xml.writeStartElement("testsuites");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", "shaker gate " + verdict.policy().name());
        attribute(xml, "tests", checks.size());
        attribute(xml, "failures", count(checks, "fail"));
        attribute(xml, "errors", count(checks, "inconclusive"));
        attribute(xml, "skipped", 0);
        String mixture = verdict.space() + ".mixture-" + verdict.mixtureId().substring(0, SHORT_ID);
        for (VerdictCheck check : checks) {
            xml.writeStartElement("testcase");
            attribute(xml, "classname", mixture);
            attribute(xml, "name", check.name());
            if (!check.outcome().equals("pass")) {
                xml.writeStartElement(check.outcome().equals("fail") ? "failure" : "error");
                attribute(xml, "type", check.outcome());
                attribute(xml, "message", check.message());
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(clean(verdict.outcome() + ": " + verdict.summary() + "\nverdict " + verdict.verdictId()
                + "\npolicy " + verdict.policy().digest()));
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static long count(List<VerdictCheck> checks, String outcome) {
        return checks.stream().filter(check -> check.outcome().equals(outcome)).count();
    }

    private static void attribute(XMLStreamWriter xml, String name, Object value) throws XMLStreamException {
        xml.writeAttribute(name, clean(String.valueOf(value)));
    }

    private static String clean(String text) {
        return NO_XML.matcher(text).replaceAll("?");
    }
}
