// Every page works without this file. It adds small comforts only, and never writes a style attribute.
import { countWords } from "./js/words.js";
import { warnOfUnsavedWork } from "./js/unsaved.js";
import { checkUploads } from "./js/upload.js";
import { tellWhenSessionEnds } from "./js/session.js";
import { closeMenus } from "./js/menus.js";
import { lookAgain } from "./js/progress.js";

countWords();
warnOfUnsavedWork();
checkUploads();
tellWhenSessionEnds();
closeMenus();
lookAgain();
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
