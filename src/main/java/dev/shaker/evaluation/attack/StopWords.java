package dev.shaker.evaluation.attack;

import java.util.Set;

/**
 * English words that carry grammar rather than meaning: articles, pronouns, prepositions, conjunctions, auxiliaries and
 * negations. They are never replaced, because a sentence with another one of them says something else.
 */
final class StopWords {
    private static final Set<String> ENGLISH = Set
            .of("""
                    a about above across after afterwards again against ain all almost alone along already also although am among
                    amongst an and another any anyhow anyone anything anyway anywhere are aren aren't around as at back be been
                    before beforehand behind being below beside besides between beyond both but by can can't cannot could couldn
                    couldn't d did didn didn't do does doesn doesn't doing don don't down due during each either else elsewhere
                    enough even ever every everyone everything everywhere except few first for former from further had hadn hadn't
                    has hasn hasn't have haven haven't having he he'd he's hence her here hereafter hereby herein hers herself him
                    himself his how however i i'd i'm i've if in indeed into is isn isn't it it's its itself just last latter least
                    less ll m may maybe me meanwhile might mightn mightn't mine more moreover most mostly much must mustn mustn't my
                    myself namely needn needn't neither never nevertheless next no nobody none noone nor not nothing now nowhere o
                    of off often on once one only onto or other others otherwise our ours ourselves out over own per perhaps please
                    quite rather re really s same several shan shan't she she'd she's should shouldn shouldn't since so some
                    somehow someone something sometime sometimes somewhere still such t than that that's the their theirs them
                    themselves then thence there there's thereafter thereby therefore these they they'd they're they've this those
                    through throughout thus to together too toward towards under unless until up upon us used using ve very via was
                    wasn wasn't we we'd we're we've well were weren weren't what whatever when whence whenever where whereas whereby
                    wherein wherever whether which while whither who whoever whole whom whose why will with within without won won't
                    would wouldn wouldn't yes yet you you'd you're you've your yours yourself yourselves"""
                    .split("\\s+"));

    private StopWords() {
    }

    /** @param word in lower case */
    static boolean contain(String word) {
        return ENGLISH.contains(word.replace('\u2019', '\''));
    }
}
