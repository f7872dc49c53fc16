package dev.shaker.pipeline;

/** Where the parts of a stored mixture are, from the location of its recipe. */
final class MixtureLayout {
    static final String RECIPE = "recipe.json";

    private MixtureLayout() {
    }

    /** The location that everything of a mixture is below, with a slash at its end. */
    static String root(String recipe) {
        return recipe.substring(0, recipe.length() - RECIPE.length());
    }

    /** The averaged adapter of an AdapterHub mixture. */
    static String body(String recipe) {
        return root(recipe) + "body/";
    }

    /** PEFT knows no adapter without its head: the averaged adapter stands beside each domain's head. */
    static String peft(String recipe, String domain) {
        return root(recipe) + "domains/" + domain + "/";
    }
}
