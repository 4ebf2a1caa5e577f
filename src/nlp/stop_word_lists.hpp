#pragma once

#include <string_view>

namespace parley::nlp {

// One language's lists: words separated by single blanks, in any order, folded and without accents.
struct StopWordList {
  std::string_view language;
  std::string_view plain;
  std::string_view questions;
};

inline constexpr StopWordList kStopWordLists[] = {
    {"en",
     "a an the this that these those some any each every all both either neither no not nor "
     "and or but so if then than as because while until though also too very just only even "
     "still yet again here there now i me my mine myself we us our ours you your yours he him his "
     "she her hers it its they them their theirs one ones someone anyone something anything am is "
     "are was were be been being do does did doing done have has had having can could may might "
     "must shall should will would of in on at to for from by with without about into onto over "
     "under out off up down between during before after through per via s t d m re ve ll don "
     "doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn cannot dont im ive "
     "id youre thats whats lets let get got other such same own much many more most few little "
     "please yes ok okay well oh want know like",
     "who whom whose what when where why how which"},
    {"es",
     "el la los las lo un una unos unas al del de a ante bajo con contra desde en entre hacia "
     "hasta para por segun sin sobre tras y e o u ni pero sino si no tambien tampoco muy mas menos "
     "ya aun todavia solo asi pues yo me mi mis mio mia tu te ti tus usted ustedes su sus suyo "
     "suya el ella ello ellos ellas le les se nos nosotros nosotras nuestro nuestra nuestros "
     "nuestras vosotros vosotras os vuestro vuestra esto esta este estos estas eso esa ese esos "
     "esas aquel aquella aquellos aquellas algo alguien alguno alguna algunos algunas algun todo "
     "toda todos todas otro otra otros otras mismo misma cada ser es soy eres somos son sea era "
     "eran fue fueron estar estoy estas estan estamos estaba sido haber he has ha hemos han habia "
     "hay tener tengo tiene tienes tenemos tienen tenia hacer hago hace haces hacen puedo puede "
     "puedes pueden podemos podria poder debo debe deben quiero quiere quisiera aqui alli ahi "
     "ahora favor que",
     "quien quienes que cual cuales cuando donde adonde como cuanto cuanta cuantos cuantas porque"},
    {"fr",
     "le la les l un une des de du d au aux a en dans sur sous par pour avec sans chez entre vers "
     "depuis pendant avant apres et ou mais donc or ni car si ne n pas plus moins tres trop aussi "
     "encore deja bien juste seulement je j me m moi tu te t toi il elle on nous vous ils elles "
     "lui leur leurs eux se s soi mon ma mes ton ta tes son sa ses notre nos votre vos ce c cet "
     "cette ces cela ca ceci celui celle ceux celles y qu que tout toute tous toutes autre autres "
     "meme memes chaque etre suis es est sommes etes sont etait etaient ete soit sera serait avoir "
     "ai as avons avez ont avait aviez eu faire fais fait faites font peux peut pouvez peuvent "
     "puis pourrais pourrait pouvoir dois doit devez doivent veux veut voulez voudrais aller va "
     "vais vont ici la alors quelque quelques plait svp oui non",
     "qui quoi que quel quelle quels quelles quand ou comment pourquoi combien lequel laquelle "
     "lesquels lesquelles"},
    {"de",
     "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner "
     "keines und oder aber denn sondern wenn als dass ob weil damit doch also auch nur noch schon "
     "sehr mehr so da dann hier dort jetzt nicht nichts ich mich mir mein meine meinen meinem "
     "meiner meines du dich dir dein deine deinen deinem deiner er ihn ihm sein seine seinen "
     "seinem seiner sie ihr ihre ihren ihrem ihrer es wir uns unser unsere unseren unserem unserer "
     "euch euer eure ihnen man sich selbst dies diese diesen diesem dieser dieses jene jener jenes "
     "jede jeden jedem jeder jedes alle allen aller alles etwas andere anderen anderer anderes "
     "bin bist ist sind seid war waren warst wird werden werde wurde wurden worden sein habe "
     "haben hat hast hatte hatten habt kann kannst konnen konnte konnten konnt muss mussen musst "
     "soll sollen sollte will willst wollen mochte mochten darf durfen mag in im an am auf aus bei "
     "beim mit nach seit von vom zu zum zur uber unter vor hinter zwischen durch fur gegen ohne um "
     "bis ab bitte ja nein mal eben gerne gern gibt",
     "wer wen wem wessen was wann wo wohin woher wie warum wieso weshalb welche welchen welchem "
     "welcher welches wieviel wieviele womit wofur wozu"},
    {"it",
     "il lo la i gli le l un uno una dei degli delle di a da in con su per tra fra del dello della "
     "dell al allo alla ai agli alle all dal dallo dalla dai dagli dalle dall nel nello nella nei "
     "negli nelle nell sul sullo sulla sui sugli sulle sull col e ed o od ma anche pero se non ne "
     "piu meno molto troppo gia ancora solo cosi io mi me mio mia miei mie tu ti te tuo tua tuoi "
     "tue lui lei egli ella esso essa suo sua suoi sue noi ci ce c nostro nostra nostri nostre voi "
     "vi ve vostro vostra vostri vostre loro si questo questa questi queste quest quello quella "
     "quelli quelle quell quel quei cio tutto tutta tutti tutte altro altra altri altre stesso "
     "stessa ogni qualche alcuni alcune essere sono sei e siamo siete era erano stato stata stati "
     "sia avere ho hai ha abbiamo avete hanno aveva fare faccio fai fa fate fanno posso puo puoi "
     "possiamo potete possono potrei potrebbe potere devo deve devi dobbiamo devono voglio vuole "
     "vorrei qui qua li adesso ora favore che",
     "chi che cosa quale quali quando dove dov come com perche quanto quanta quanti quante qual"},
    {"pt",
     "o a os as um uma uns umas ao aos do da dos das de em no na nos nas num numa por pelo pela "
     "pelos pelas para pra com sem sob sobre entre ate desde apos e ou mas nem se nao tambem muito "
     "mais menos ja ainda so assim pois eu me mim meu minha meus minhas tu te ti teu tua teus tuas "
     "voce voces ele ela eles elas lhe lhes seu sua seus suas nos nosso nossa nossos nossas vos "
     "isto isso aquilo este esta estes estas esse essa esses essas aquele aquela aqueles aquelas "
     "algo alguem algum alguma alguns algumas todo toda todos todas tudo outro outra outros outras "
     "mesmo mesma cada ser sou es e somos sao era eram foi foram seja sido estar estou esta "
     "estamos estao estava ter tenho tem tens temos tinha haver ha fazer faco faz fazem posso pode "
     "podem podemos poderia poder devo deve devem quero quer queria gostaria aqui ali la agora "
     "favor que",
     "quem que qual quais quando onde aonde como porque quanto quanta quantos quantas"},
};

}  // namespace parley::nlp
